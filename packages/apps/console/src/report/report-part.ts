type Tone = "good" | "open" | "bad";

/** A part that the caller adds to a report: text, numbers and charts as data. */
export interface ReportPart {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly bar?:
    | { readonly label: string; readonly parts: readonly { readonly count: number; readonly tone: Tone }[] }
    | undefined;
  readonly key?:
    | { readonly label: string; readonly tones: readonly { readonly tone: Tone; readonly name: string }[] }
    | undefined;
  readonly charts?: readonly ReportColumns[] | undefined;
  readonly facts?:
    | readonly { readonly name: string; readonly value: string; readonly isBig?: boolean; readonly tone?: Tone }[]
    | undefined;
  /** The first cell is the header of the row; the other cells are numbers. */
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } | undefined;
  readonly note?: string | undefined;
}

export interface ReportColumns {
  readonly caption?: string | undefined;
  readonly label: string;
  /** The parts of each column, from the bottom up. */
  readonly columns: readonly { readonly parts: readonly { readonly value: number; readonly tone: Tone }[] }[];
  /** The maximum of the vertical axis, which makes several charts comparable. */
  readonly most: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly mark?: { readonly at: number; readonly text: string } | undefined;
}
