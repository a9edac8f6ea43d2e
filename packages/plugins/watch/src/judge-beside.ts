import type { FlowBins } from "./flow-bins.ts";
import { liveModel } from "./latency-model.ts";
import { type Caution, LossLikelihood } from "./loss-likelihood.ts";
import { type Observation, type ObserveOptions, observe } from "./observation.ts";
import type { FlowVerdict } from "./verdict.ts";

const WINDOW_MS = 300_000;
/** Where few messages leave, older ones are held against the others too. */
const LONGEST_MS = 1_200_000;
/** Flows of one provider are slow together: beside the others a few messages tell what alone takes 150. */
const LEAST_MESSAGES = 40;
/** The others have to be heard well enough to be a measure. */
const LEAST_OTHERS = 60;
/** It is not known how much a flow usually reports: one whose receipts are a tenth fewer than the others' is not lossy for it. */
const WORTH_SAYING = 0.15;

/** What {@link judgeBeside} reads of a flow: its messages of the last five minutes, and of twenty where these are few. */
export function observeBeside(bins: FlowBins, options: Pick<ObserveOptions, "now" | "downtime">): Observation {
  const lately = observe(bins.seconds, { ...options, windowMs: WINDOW_MS });
  return lately.accepted >= LEAST_OTHERS ? lately : observe(bins.seconds, { ...options, windowMs: LONGEST_MS });
}

/**
 * Judges a flow by how the other flows of its provider answer at the same time. No model of it is needed, and what
 * slows all of them down proves nothing. `undefined` = too few messages; `green` = it answers like the others, which says
 * nothing about all of them.
 */
export function judgeBeside(
  seen: Observation,
  others: readonly Observation[],
  caution?: Caution | undefined,
): FlowVerdict | undefined {
  if (seen.accepted < LEAST_MESSAGES) return undefined;
  const beside = together(others);
  if (beside.receipts < LEAST_OTHERS) return undefined;
  const likelihood = new LossLikelihood(seen, liveModel(beside), caution);
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
