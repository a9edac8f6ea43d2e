import { lowerEdge } from "@relance/spec";
import { type ComparedSums, compareShares } from "./compare-shares.ts";
import type { BinSecond } from "./flow-bins.ts";
import type { FlowVerdict } from "./verdict.ts";

/** An age at which two vendors' messages are compared, and the difference that must be certain. */
export interface ComparedAge {
  readonly ageMs: number;
  readonly worthSaying: number;
  /** The largest share of receipts in the second half of the age. Above it, receipts are late and prove no loss. */
  readonly mostLate: number;
}

/** Few receipts arrive after ten minutes. With a provider whose receipts are quick, a large loss shows after two. */
export const COMPARED_AGES: readonly ComparedAge[] = [
  { ageMs: 120_000, worthSaying: 0.15, mostLate: 0.05 },
  { ageMs: 600_000, worthSaying: 0.05, mostLate: 1 },
];

/**
 * Reports a loss if a flow certainly has a smaller share of receipts than another vendor. Recipients were assigned to
 * both vendors at random, so no model is needed. `undefined` means that the loss is not certain.
 * @param seconds the messages of the flow by second, to detect receipts that are merely late
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

/** Of the receipts that arrived within an age, returns the share that arrived in its second half. */
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
