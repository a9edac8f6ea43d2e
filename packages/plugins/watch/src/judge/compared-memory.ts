import { addCompared, type ComparedSums } from "../compare-shares.ts";

/** One minute, step and destination: its start, then messages and receipts of either. */
export type Stratum = readonly [at: number, own: number, ownReceipts: number, other: number, otherReceipts: number];

/** What is remembered of vendors that were compared, from look to look. */
export interface ComparedMemory {
  /** By age: minutes before were read. */
  readonly through: readonly number[];
  /** The last twenty minutes, by age: `provider other destination`. */
  readonly lately: readonly Readonly<Record<string, readonly Stratum[]>>[];
  /** The whole campaign, by `provider other`. */
  readonly sums: Readonly<Record<string, ComparedSums>>;
}

/** Adds it. */
export function withStratum(sums: ComparedSums, [, own, ownReceipts, other, otherReceipts]: Stratum): ComparedSums {
  return addCompared(sums, { messages: own, receipts: ownReceipts }, { messages: other, receipts: otherReceipts });
}

/** `provider other` of `provider other destination`. */
export function pairOf(key: string): string {
  return key.split(" ").slice(0, 2).join(" ");
}
