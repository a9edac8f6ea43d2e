import { LATENCY_BINS, latencyBin } from "@relance/spec";
import type { FlowBins } from "../../src/flows.ts";

/** A fact that adds to the counts of a flow. */
export type BinDelta =
  | { readonly type: "accepted"; readonly at: number }
  | { readonly type: "received"; readonly acceptedAt: number; readonly at: number };

const SECOND_MS = 1_000;

interface OpenSecond {
  accepted: number;
  received: number[];
}

/** Adds facts to bins, as a store does. The result is the same for any order and any grouping of the facts. */
export function addToBins(bins: FlowBins, deltas: readonly BinDelta[]): FlowBins {
  const seconds = new Map<number, OpenSecond>(
    bins.seconds.map(({ at, accepted, received }) => [at, { accepted, received: [...received] }]),
  );
  let last = bins.lastReceiptAt;
  for (const delta of deltas) {
    const accepted = delta.type === "accepted" ? delta.at : delta.acceptedAt;
    const second = openSecond(seconds, Math.floor(accepted / SECOND_MS) * SECOND_MS);
    if (delta.type === "accepted") {
      second.accepted++;
      continue;
    }
    const bin = latencyBin(delta.at - delta.acceptedAt);
    second.received[bin] = (second.received[bin] ?? 0) + 1;
    last = Math.max(last ?? delta.at, delta.at);
  }
  const sorted = [...seconds].sort(([a], [b]) => a - b);
  return {
    seconds: sorted.map(([at, second]) => ({ at, ...second })),
    ...(last === undefined ? {} : { lastReceiptAt: last }),
  };
}

function openSecond(seconds: Map<number, OpenSecond>, at: number): OpenSecond {
  let second = seconds.get(at);
  if (second === undefined) {
    second = { accepted: 0, received: new Array<number>(LATENCY_BINS).fill(0) };
    seconds.set(at, second);
  }
  return second;
}
