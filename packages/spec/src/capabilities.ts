/** What a far end can do, declared truthfully: policy and `relance check` read it. */
export interface Capabilities {
  /** It reports what became of a message. Without it there is no receipt deadline. */
  readonly receipts: boolean;
  /** A person can answer the message. Alphanumeric senders cannot be answered. */
  readonly replies: boolean;
  /** "Not found" by {@link Provider.lookup} proves that nothing was sent. @default false */
  readonly lookupIsAuthoritative?: boolean;
  /** How long it repeats a failed callback, in milliseconds; 0 = never (Twilio: 15,000). @default 0 */
  readonly callbackRetryMs?: number;
  /**
   * By when it has told, by a report or to {@link Provider.lookup}, of every message that it took, in milliseconds since the
   * send. Where nobody knows whether a message left, that is how long it is waited for. @default 600_000
   */
  readonly explainsWithinMs?: number;
}
