/** A provider from which no receipt comes, though many are due. */
export interface Withheld {
  /** Until when it is known what became of its messages, milliseconds since 1970. */
  readonly since: number;
  /** Messages of the campaign that it took. */
  readonly sent: number;
  /** Of them, those with a receipt. */
  readonly heard: number;
  /** When it was heard again: what was withheld comes in since. */
  readonly to?: number | undefined;
}

/** By provider. */
export type WithheldMemory = Readonly<Record<string, Withheld>>;
