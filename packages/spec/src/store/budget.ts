import type { By } from "./operator-words.ts";

/** What one message will cost, said before it leaves. */
export interface ChargeItem {
  readonly attemptId: string;
  /** Millionths of the budget's currency, whole and above 0. */
  readonly micros: number;
}

/**
 * `charged`: counted, also when it was before. `over`: it would pass the budget; nothing was counted, and its queue is held
 * until an operator raises the budget. `stale`: the attempt is not under way any more. Only `charged` may be sent.
 */
export type ChargeStatus = "charged" | "over" | "stale";

/** Another limit for a campaign that has one, or another try with the same. */
export interface BudgetChange extends By {
  readonly campaign: number;
  /** Millionths of its currency. Absent = it stays: money came back, from messages that did not leave. */
  readonly micros?: number | undefined;
}

/** The budget of one campaign, in its currency. */
export interface Budget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  readonly limit: number;
  /**
   * What the messages cost that left, and those that are leaving. One that was refused for certain costs nothing; an
   * uncertain one counts.
   */
  readonly spent: number;
  /**
   * What the cheapest of the messages costs that were refused since those who stopped were let continue; absent = none
   * was.
   */
  readonly wanted?: number | undefined;
  /** Who moved the limit, oldest first. */
  readonly changes: readonly (By & { readonly at: Date; readonly limit: number })[];
}
