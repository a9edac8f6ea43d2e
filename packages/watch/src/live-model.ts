import { lowerEdge } from "@relance/spec";
import { type LatencyModel, lognormalModel } from "./latency-model.ts";
import type { Observation } from "./observation.ts";

/** With fewer messages of an age, nothing is said of that age and older. */
const LEAST_AT_RISK = 20;
/** So much of the prior is kept: what nobody has seen yet is rare, and not impossible. */
const UNSEEN = 0.05;

/**
 * How slices answer at this moment, messages that still wait included: the product-limit estimate (Kaplan and Meier
 * 1958) over latency bins. Of ages that were not reached yet it says nothing more than of the oldest.
 */
export function liveModel({ received, waiting, accepted }: Observation): LatencyModel {
  const { cumulative: prior } = lognormalModel();
  const answered: number[] = [];
  let later = received.reduce((sum, count) => sum + count, 0);
  let unanswered = 1;
  for (let bin = 0; bin < received.length; bin++) {
    const count = received[bin] ?? 0;
    const edge = lowerEdge(bin);
    const atRisk = later + waiting.reduce((sum, each) => sum + (each.ageMs > edge ? each.count : 0), 0);
    if (atRisk >= LEAST_AT_RISK) unanswered *= 1 - count / atRisk;
    later -= count;
    answered.push(1 - unanswered);
  }
  const share = answered.at(-1) ?? 0;
  if (share === 0) return { cumulative: prior, share, learnedFrom: 0 };
  return {
    cumulative: answered.map((sum, bin) => (1 - UNSEEN) * (sum / share) + UNSEEN * (prior[bin] ?? 1)),
    share,
    learnedFrom: accepted,
  };
}
