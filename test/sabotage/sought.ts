export interface Sought {
  readonly seeds: number;
  /** The first finding; absent = none. */
  readonly fact: string | undefined;
}
