import type { Ledger } from "@relance/spec";

/** Number of all messages, and number of messages that were sent soon after they were due. */
export interface OnTime {
  readonly messages: number;
  readonly within: number;
}

/**
 * Counts the messages that were sent at most `seconds` after they were due. `seconds` must be a bin boundary of the
 * ledgers. With `step`, counts only this step.
 */
export function onTime(ledgers: readonly Ledger[], seconds: number, step?: number): OnTime {
  const own = ledgers.flatMap(({ lateness }) => lateness).filter((one) => step === undefined || one.step === step);
  const sum = (some: typeof own) => some.reduce((total, { count }) => total + count, 0);
  return { messages: sum(own), within: sum(own.filter(({ upToS }) => upToS !== undefined && upToS <= seconds)) };
}

export function onTimeText({ messages, within }: OnTime): string {
  return `${within} of ${messages} (${((100 * within) / messages).toFixed(1)} %)`;
}
