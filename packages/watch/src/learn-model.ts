import { lowerEdge } from "@relance/spec";
import type { FlowBins } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { type Downtime, observe } from "./observation.ts";

/** A message this old has had its answer, or will hardly get one. */
const RIPE_MS = 15 * 60_000;
/** The prior counts as much as this many messages. */
const PRIOR_WEIGHT = 200;
/** Beyond this an old campaign counts no more than a new one. */
const MOST_REMEMBERED = 100_000;

/**
 * Learns a flow's latency and share from seconds in which all was well, on top of what was known. The caller leaves
 * out seconds under an incident: a model that learned a loss would call it healthy.
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
  });
  const heardOut = seen.waiting.reduce((sum, { ageMs, count }) => sum + (ageMs >= RIPE_MS ? count : 0), 0);
  const heard = seen.received.reduce((sum, count, bin) => sum + (lowerEdge(bin) < RIPE_MS ? count : 0), 0);
  const messages = heard + heardOut;
  if (messages === 0) return model;
  const known = Math.min(MOST_REMEMBERED, model.learnedFrom) + PRIOR_WEIGHT;
  const ripe = answeredWithin(model, RIPE_MS);
  const share = Math.min(1, (model.share * known + Math.min(messages, heard / ripe)) / (known + messages));
  return {
    cumulative: blend(model, seen.received, known * model.share),
    share,
    learnedFrom: model.learnedFrom + messages,
  };
}

/** Adds the seen answers within the ripe age to what was known; the share beyond it stays as it was. */
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
