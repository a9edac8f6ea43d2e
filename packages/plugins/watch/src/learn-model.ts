import { lowerEdge } from "@relance/spec";
import type { FlowBins } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { type Downtime, type Observation, observe } from "./observation.ts";
import { usualSilence } from "./unheard.ts";

/** A message of this age has its receipt, or will hardly get one. */
const RIPE_MS = 15 * 60_000;
/** The assumed model weighs as much as this many messages. */
const PRIOR_WEIGHT = 200;
/** A flow learned from this many messages drops the alternative curves of an unknown flow. */
const ENOUGH = 1_000;
/** The learned history weighs at most as much as this many messages, so that the model keeps adapting. */
const MOST_REMEMBERED = 100_000;

/**
 * Updates the latency and the share of receipts of a flow from healthy periods. The caller omits periods with an
 * incident, because a model that learned a loss would call it healthy.
 */
export function learnModel(
  model: LatencyModel,
  bins: FlowBins,
  options: { readonly now: number; readonly downtime?: readonly Downtime[] | undefined },
): LatencyModel {
  const seen = observe(bins.seconds, {
    now: options.now,
    windowMs: Number.POSITIVE_INFINITY,
    minAgeMs: RIPE_MS,
    downtime: options.downtime,
    silences: bins.silences,
  });
  const heardOut = seen.waiting.reduce((sum, { ageMs, count }) => sum + (ageMs >= RIPE_MS ? count : 0), 0);
  const received = spread(seen, model);
  const heard = received.reduce((sum, count, bin) => sum + (lowerEdge(bin) < RIPE_MS ? count : 0), 0);
  const messages = heard + heardOut;
  if (messages === 0) return model;
  const known = Math.min(MOST_REMEMBERED, model.learnedFrom) + PRIOR_WEIGHT;
  const ripe = answeredWithin(model, RIPE_MS);
  const share = Math.min(1, (model.share * known + Math.min(messages, heard / ripe)) / (known + messages));
  const learnedFrom = model.learnedFrom + messages;
  return {
    cumulative: blend(model, received, known * model.share),
    share,
    learnedFrom,
    silenceMs: usualSilence(bins, { ...model, silenceMs: 0 }),
    ...(model.quiet === undefined ? {} : { quiet: model.quiet }),
    ...(learnedFrom < ENOUGH && model.others !== undefined ? { others: model.others } : {}),
  };
}

/** The receipts by bin. Withheld receipts are distributed over their possible bins as the model predicts. */
function spread({ received, withheld }: Observation, { cumulative }: LatencyModel): readonly number[] {
  const all = [...received];
  for (const { first, last, count } of withheld) {
    const before = cumulative[first - 1] ?? 0;
    const total = (cumulative[last] ?? 1) - before;
    if (total <= 0) continue;
    all[last] = (all[last] ?? 0) - count;
    for (let bin = first; bin <= last; bin++) {
      const part = ((cumulative[bin] ?? 1) - (cumulative[bin - 1] ?? 0)) / total;
      all[bin] = (all[bin] ?? 0) + part * count;
    }
  }
  return all;
}

/** Adds receipts observed within the first fifteen minutes. The model's share of later receipts stays the same. */
function blend(model: LatencyModel, received: readonly number[], weight: number): readonly number[] {
  const ripeBins = received.filter((_, bin) => lowerEdge(bin) < RIPE_MS).length;
  const ripe = model.cumulative[ripeBins - 1] ?? 1;
  const seen = received.slice(0, ripeBins).reduce((sum, count) => sum + count, 0);
  let added = 0;
  return model.cumulative.map((known, bin) => {
    if (bin >= ripeBins) return known;
    added += received[bin] ?? 0;
    const fresh = seen === 0 ? known : (ripe * added) / seen;
    return (known * weight + fresh * seen) / (weight + seen);
  });
}
