import type { Ledger } from "@relance/spec";

/** Number of messages that were sent within this many seconds after their due time. */
export interface OnTime {
  readonly messages: number;
  readonly within: number;
}

/** Counts messages of these ledgers, or of one step. `seconds` must be a boundary of the ledger's bins. */
export function onTime(ledgers: readonly Ledger[], seconds: number, step?: number): OnTime {
  const own = ledgers.flatMap(({ lateness }) => lateness).filter((one) => step === undefined || one.step === step);
  const sum = (some: typeof own) => some.reduce((total, { count }) => total + count, 0);
  return { messages: sum(own), within: sum(own.filter(({ upToS }) => upToS !== undefined && upToS <= seconds)) };
}

export function onTimeText({ messages, within }: OnTime): string {
  return `${within} of ${messages} (${((100 * within) / messages).toFixed(1)} %)`;
}
