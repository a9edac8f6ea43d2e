import type { FlowBins } from "./flow-bins.ts";
import { liveModel } from "./latency-model.ts";
import { type Caution, LossLikelihood } from "./loss-likelihood.ts";
import { type Observation, type ObserveOptions, observe } from "./observation.ts";
import type { FlowVerdict } from "./verdict.ts";

const WINDOW_MS = 300_000;
/** The longer window, which is used if few messages were sent in the last five minutes. */
const LONGEST_MS = 1_200_000;
/** A comparison requires fewer messages than `judgeFlow`, because the flows of one provider slow down together. */
const LEAST_MESSAGES = 40;
/** A comparison requires at least this many receipts of the other flows. */
const LEAST_OTHERS = 60;
/** The smallest loss that is reported. This loss is large, because the usual share of receipts is unknown here. */
const WORTH_SAYING = 0.15;

/** Observes a flow for {@link judgeBeside}: its messages of the last five minutes, or of twenty if there are few. */
export function observeBeside(bins: FlowBins, options: Pick<ObserveOptions, "now" | "downtime">): Observation {
  const lately = observe(bins.seconds, { ...options, windowMs: WINDOW_MS });
  return lately.accepted >= LEAST_OTHERS ? lately : observe(bins.seconds, { ...options, windowMs: LONGEST_MS });
}

/**
 * Compares a flow with its provider's other flows at the same time. No model is needed, and a slowdown of all flows
 * proves nothing. `undefined` means too few messages; `green` means like the others, even if all are faulty.
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
