import type { FlowBins } from "./flows.ts";
import { liveModel } from "./latency-model.ts";
import { LossLikelihood } from "./loss-likelihood.ts";
import { type Observation, type ObserveOptions, observe } from "./observation.ts";
import type { FlowVerdict } from "./verdict.ts";

const WINDOW_MS = 300_000;
const LONGEST_MS = 1_200_000;
/** This comparison needs fewer messages than `judgeFlow`, because a slow provider delays all its flows equally. */
const LEAST_MESSAGES = 40;
const LEAST_OTHERS = 60;
const WORTH_SAYING = 0.15;

export function observeBeside(bins: FlowBins, options: Pick<ObserveOptions, "now" | "downtime">): Observation {
  const lately = observe(bins.seconds, { ...options, windowMs: WINDOW_MS });
  return lately.accepted >= LEAST_OTHERS ? lately : observe(bins.seconds, { ...options, windowMs: LONGEST_MS });
}

/**
 * Compares a flow with other flows of the same provider at the same time, without a model. `green` means that the flow
 * is not worse than the others, which may all be slow. Returns `undefined` if the flows have too few messages.
 */
export function judgeBeside(seen: Observation, others: readonly Observation[]): FlowVerdict | undefined {
  if (seen.accepted < LEAST_MESSAGES) return undefined;
  const beside = together(others);
  if (beside.receipts < LEAST_OTHERS) return undefined;
  const likelihood = new LossLikelihood(seen, liveModel(beside));
  const figures = { accepted: seen.accepted, receipts: seen.receipts, loss: likelihood.estimate() };
  return likelihood.exceeds(WORTH_SAYING)
    ? { kind: "suspected-loss", level: "pause", ...figures }
    : { kind: "green", level: "none", ...figures };
}

function together(all: readonly Observation[]): Observation {
  const received: number[] = [];
  for (const one of all) {
    one.received.forEach((count, bin) => {
      received[bin] = (received[bin] ?? 0) + count;
    });
  }
  return {
    accepted: all.reduce((sum, { accepted }) => sum + accepted, 0),
    received,
    withheld: [],
    receipts: all.reduce((sum, { receipts }) => sum + receipts, 0),
    waiting: all.flatMap(({ waiting }) => waiting),
  };
}
