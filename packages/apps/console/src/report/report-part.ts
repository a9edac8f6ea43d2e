type Tone = "good" | "open" | "bad";

/** A part that a caller adds to a report: text, numbers and charts. */
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
  /** In each row, the first cell is the header, and all other cells are numbers. */
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } | undefined;
  readonly note?: string | undefined;
}

export interface ReportColumns {
  readonly caption?: string | undefined;
  readonly label: string;
  /** The stacked parts of each column, from bottom to top. */
  readonly columns: readonly { readonly parts: readonly { readonly value: number; readonly tone: Tone }[] }[];
  /** The top of the vertical axis. Charts with the same maximum are comparable. */
  readonly most: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly mark?: { readonly at: number; readonly text: string } | undefined;
}
