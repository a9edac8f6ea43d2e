export interface Sought {
  readonly seeds: number;
  /** The first finding; absent if the judge found nothing. */
  readonly fact: string | undefined;
}
