/** What one may do about a provider of a campaign, and what it does just now. */
export interface SteeredProvider {
  readonly campaign: number;
  readonly provider: string;
  /** An operator holds some of it, or leads some of it another way. */
  readonly isHeld: boolean;
  /** Something of it is not as planned, because of whom it may be. */
  readonly isSteered: boolean;
  /** An operator limits how fast it is sent over. */
  readonly isLimited: boolean;
  /** Steps that are sent over it, from 1: a limit is one of each. */
  readonly steps: readonly number[];
  /** Its destinations that the page shows: number prefixes, mail domains, push services. */
  readonly destinations: readonly string[];
  /** The highest version of the campaign's queues that is shown: an order that names it is refused once they were steered since. */
  readonly version: number;
  readonly perMinute: number;
  /** Receipts that are missing there. */
  readonly missing: number;
  /** Later providers of its routes. */
  readonly ways: readonly string[];
}
