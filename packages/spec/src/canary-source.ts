/**
 * Test numbers that report arrivals by machine: a service that lends them, or phones of yours. What it does not answer within
 * five seconds, and what it throws, is logged and delays no message.
 */
export interface CanarySource {
  /**
   * Lends a number of a network, such as `208-01`, for a quarter of an hour: international, with `+`. It may be the same each
   * time. `undefined` = none is free.
   */
  lend(network: string, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  /** Whether a message with this text has arrived at a number that was lent; asked every ten seconds or so. */
  seen(number: string, text: string, options: { readonly signal: AbortSignal }): Promise<boolean>;
}
