/** The possible orders about a provider of a campaign, and its current status. */
export interface SteeredProvider {
  readonly campaign: number;
  readonly provider: string;
  /** An operator holds or reroutes some of the provider's queues. */
  readonly isHeld: boolean;
  /** Something differs from the plan, by an operator or a plugin. */
  readonly isSteered: boolean;
  /** True while an operator limits the provider's rate. */
  readonly isLimited: boolean;
  /** Steps that use it, from 1: each has its own limit. */
  readonly steps: readonly number[];
  /** Its displayed destinations: number prefixes, mail domains, push services. */
  readonly destinations: readonly string[];
  /**
   * The highest displayed version of the campaign's queues: an order that names it is refused if they were steered
   * since.
   */
  readonly version: number;
  readonly perMinute: number;
  /** Missing receipts. */
  readonly missing: number;
  /** Later providers of its routes. */
  readonly ways: readonly string[];
}
