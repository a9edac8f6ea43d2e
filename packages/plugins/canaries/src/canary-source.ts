/**
 * Test numbers whose arrivals a machine reports: a lending service, or your own phones. Answers after five seconds and
 * errors are logged and delay no message.
 */
export interface CanarySource {
  /**
   * Lends a number of a network, such as `208-01`, for 15 minutes: international, with `+`. It may return the same
   * number each time. `undefined` = none is free.
   */
  lend(network: string, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  /** Whether a message with this text arrived at a lent number; called about every ten seconds. */
  seen(number: string, text: string, options: { readonly signal: AbortSignal }): Promise<boolean>;
}
