/**
 * A source of test numbers whose arrivals a machine reports: a service, or your own phones. A call that fails or takes
 * longer than five seconds is logged and delays no message.
 */
export interface CanarySource {
  /**
   * Provides a number of a network, such as `208-01`, for 15 minutes, in international form with `+`. The number may be
   * the same each time; `undefined` if none is free.
   */
  lend(network: string, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  /** Returns whether a message with this text arrived at a number; called about every ten seconds. */
  seen(number: string, text: string, options: { readonly signal: AbortSignal }): Promise<boolean>;
}
