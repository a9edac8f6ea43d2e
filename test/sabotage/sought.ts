/** What a judge found under one sabotage. */
export interface Sought {
  /** Number of simulations. */
  readonly seeds: number;
  /** The first finding; absent = none. */
  readonly fact: string | undefined;
}
