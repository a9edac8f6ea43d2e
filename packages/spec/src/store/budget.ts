import type { By } from "./operator-words.ts";

export interface ChargeItem {
  readonly attemptId: string;
  /** Price in millionths of the budget's currency, a positive integer. */
  readonly micros: number;
}

/** `over`: the budget does not cover the message, and its queue is held. `stale`: the attempt is no longer active. */
export type ChargeStatus = "charged" | "over" | "stale";

export interface BudgetChange extends By {
  readonly campaign: number;
  /** New limit in millionths of its currency. If absent, the limit stays, and stopped recipients are released. */
  readonly micros?: number | undefined;
}

export interface Budget {
  /** ISO 4217 code, such as `EUR`. */
  readonly currency: string;
  readonly limit: number;
  readonly spent: number;
  /** Lowest price of the messages that the budget refused since stopped recipients were last released. */
  readonly wanted?: number | undefined;
  readonly changes: readonly (By & { readonly at: Date; readonly limit: number })[];
}
