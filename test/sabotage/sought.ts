/** What a judge came to under one sabotage. */
export interface Sought {
  /** Lives that it took. */
  readonly seeds: number;
  /** What was found first; absent = nothing. */
  readonly fact: string | undefined;
}
