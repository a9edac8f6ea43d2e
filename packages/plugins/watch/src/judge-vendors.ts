import { lowerEdge } from "@relance/spec";
import { type ComparedSums, compareShares } from "./compare-shares.ts";
import type { BinSecond } from "./flow-bins.ts";
import type { FlowVerdict } from "./verdict.ts";

/** The age of compared messages, and the difference that must be certain. */
export interface ComparedAge {
  readonly ageMs: number;
  readonly worthSaying: number;
  /** Largest share of receipts in the second half of that time: a late provider loses nothing. */
  readonly mostLate: number;
}

/** Few receipts come after ten minutes; a quick provider shows a large loss sooner. */
export const COMPARED_AGES: readonly ComparedAge[] = [
  { ageMs: 120_000, worthSaying: 0.15, mostLate: 0.05 },
  { ageMs: 600_000, worthSaying: 0.05, mostLate: 1 },
];

/**
 * Says a loss where it is certain that fewer of a flow's messages have a receipt than of another vendor's, to recipients who were
 * drawn for either. No model of either is needed. `undefined` = it is not certain.
 * @param seconds of the flow: whether it still answers late
 */
export function judgeVendors(
  sums: ComparedSums,
  other: string,
  seconds: readonly BinSecond[],
  { ageMs, worthSaying, mostLate }: ComparedAge,
  now: number,
): FlowVerdict | undefined {
  const difference = compareShares(sums);
  if (difference === undefined || difference.atLeast <= worthSaying) return undefined;
  if (lateShare(seconds, ageMs, now) > mostLate) return undefined;
  return {
    kind: "confirmed-loss",
    level: "pause",
    accepted: sums.own.messages,
    receipts: sums.own.receipts,
    loss: { ...difference, slowness: 1 },
    beside: { provider: other, ...sums.other },
  };
}

/** Of the receipts within an age, the share in its second half. */
function lateShare(seconds: readonly BinSecond[], ageMs: number, now: number): number {
  let [all, late] = [0, 0];
  for (const { at, received } of seconds) {
    if (at + ageMs > now) continue;
    received.forEach((count, bin) => {
      if (lowerEdge(bin) >= ageMs) return;
      all += count;
      if (lowerEdge(bin) >= ageMs / 2) late += count;
    });
  }
  return all === 0 ? 0 : late / all;
}
