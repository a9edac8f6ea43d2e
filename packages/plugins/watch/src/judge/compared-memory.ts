import { addCompared, type ComparedSums } from "../compare-shares.ts";

/** The start of a minute, then the messages and receipts of two vendors in it, for one step and destination. */
export type Stratum = readonly [at: number, own: number, ownReceipts: number, other: number, otherReceipts: number];

/** What the watch remembers about compared vendors between two checks. */
export interface ComparedMemory {
  /** The end of the minutes that were read, for each age. */
  readonly through: readonly number[];
  /** The counts of the last twenty minutes, for each age, by `provider other destination`. */
  readonly lately: readonly Readonly<Record<string, readonly Stratum[]>>[];
  /** The sums of the whole campaign, by `provider other`. */
  readonly sums: Readonly<Record<string, ComparedSums>>;
}

/** Adds one stratum to the sums. */
export function withStratum(sums: ComparedSums, [, own, ownReceipts, other, otherReceipts]: Stratum): ComparedSums {
  return addCompared(sums, { messages: own, receipts: ownReceipts }, { messages: other, receipts: otherReceipts });
}

/** Returns `provider other` from the key `provider other destination`. */
export function pairOf(key: string): string {
  return key.split(" ").slice(0, 2).join(" ");
}
