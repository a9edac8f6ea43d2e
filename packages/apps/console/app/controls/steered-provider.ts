/** The possible orders about a provider of a campaign, and the provider's current status. */
export interface SteeredProvider {
  readonly campaign: number;
  readonly provider: string;
  /** An operator holds or reroutes some of the provider's queues. */
  readonly isHeld: boolean;
  /** Something differs from the plan, because of an operator or a plugin. */
  readonly isSteered: boolean;
  /** True while an operator limits the provider's rate. */
  readonly isLimited: boolean;
  /** The steps that use the provider, counted from 1; each step has its own limit. */
  readonly steps: readonly number[];
  /** The displayed destinations of the provider: number prefixes, mail domains, push services. */
  readonly destinations: readonly string[];
  /**
   * The highest displayed version of the campaign's queues. An order that names this version is refused if the queues
   * were steered since.
   */
  readonly version: number;
  readonly perMinute: number;
  /** Missing receipts. */
  readonly missing: number;
  /** The later providers in the routes of this provider. */
  readonly ways: readonly string[];
}
