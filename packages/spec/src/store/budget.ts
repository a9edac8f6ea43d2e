import type { By } from "./operator-words.ts";

/** The cost of one message, charged before it is sent. */
export interface ChargeItem {
  readonly attemptId: string;
  /** Millionths of the budget's currency, whole and above 0. */
  readonly micros: number;
}

/**
 * `charged`: counted, possibly by an earlier call. `over`: it would exceed the budget; nothing was counted, and its
 * queue is held until an operator raises the budget. `stale`: the attempt is no longer active. Only `charged` may be
 * sent.
 */
export type ChargeStatus = "charged" | "over" | "stale";

/** Sets a campaign's limit, or releases the recipients it stopped. */
export interface BudgetChange extends By {
  readonly campaign: number;
  /** Millionths of its currency. Absent = unchanged: only refunded money of unsent messages is released. */
  readonly micros?: number | undefined;
}

/** The budget of one campaign, in its currency. */
export interface Budget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  readonly limit: number;
  /** The cost of messages that were sent or are being sent. A certain refusal costs nothing; an uncertain one counts. */
  readonly spent: number;
  /** The cheapest message refused since the stopped recipients were last released; absent = none. */
  readonly wanted?: number | undefined;
  /** Changes of the limit, oldest first. */
  readonly changes: readonly (By & { readonly at: Date; readonly limit: number })[];
}
