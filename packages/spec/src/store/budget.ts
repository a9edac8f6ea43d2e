import type { By } from "./operator-words.ts";

/** The cost of one message, charged before it is sent. */
export interface ChargeItem {
  readonly attemptId: string;
  /** The price in millionths of the budget's currency, a whole number above 0. */
  readonly micros: number;
}

/**
 * `charged`: the cost was counted, possibly by an earlier call. `over`: the cost would exceed the budget, so it was not
 * counted, and the message's queue is held until an operator raises the budget. `stale`: the attempt is no longer
 * active. Only `charged` messages may be sent.
 */
export type ChargeStatus = "charged" | "over" | "stale";

/** Sets a campaign's limit, and releases the recipients whom the old limit stopped. */
export interface BudgetChange extends By {
  readonly campaign: number;
  /** The limit in millionths of its currency; absent if unchanged: recipients may use refunds. */
  readonly micros?: number | undefined;
}

/** The budget of one campaign, in its currency. */
export interface Budget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  readonly limit: number;
  /** The cost of messages that were sent or are being sent, including uncertain ones. Refused messages cost nothing. */
  readonly spent: number;
  /** The lowest price of a message refused since recipients were last released; absent if none was refused. */
  readonly wanted?: number | undefined;
  /** Changes of the limit, the oldest first. */
  readonly changes: readonly (By & { readonly at: Date; readonly limit: number })[];
}
