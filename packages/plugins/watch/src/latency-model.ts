import { LATENCY_BINS, latencyBin, lowerEdge, upperEdge } from "@relance/spec";
import type { Silence } from "./flows.ts";
import type { Observation } from "./observation.ts";

/** A healthy flow's share of receipts and their latency, stored across campaigns as JSON. */
export interface LatencyModel {
  /** For each latency bin, the share of all receipts that arrive before the end of the bin. */
  readonly cumulative: readonly number[];
  readonly share: number;
  readonly learnedFrom: number;
  readonly silenceMs?: number | undefined;
  readonly quiet?: readonly Silence[] | undefined;
  readonly others?: readonly LatencyModel[] | undefined;
}

/** The assumed model: 90 % of messages get a receipt, and 90 % of these receipts arrive within a minute. */
const PRIOR = { median: 10_000, sigma: Math.log(6) / 1.2816, share: 0.9 };

/** Returns a model with the given median and spread of latency. The defaults describe an unknown flow. */
export function lognormalModel(
  medianMs: number = PRIOR.median,
  sigma: number = PRIOR.sigma,
  share: number = PRIOR.share,
): LatencyModel {
  const cumulative = Array.from({ length: LATENCY_BINS }, (_, bin) => {
    const edge = upperEdge(bin);
    return Number.isFinite(edge) ? normalCdf(Math.log(edge / medianMs) / sigma) : 1;
  });
  return { cumulative, share, learnedFrom: 0 };
}

const NARROW = 0.5;
const MINUTE_MS = 60_000;

/** Returns the assumed model of a flow without history. The model consists of several curves. */
export function unknownModel(medianMs: number = PRIOR.median, share: number = PRIOR.share): LatencyModel {
  const body = lognormalModel(medianMs, PRIOR.sigma, share);
  const narrow = lognormalModel(medianMs, NARROW, share);
  const humps = mixed(lognormalModel(medianMs / 5, NARROW, share), lognormalModel(2 * medianMs, NARROW, share), 0.4);
  const tailed = mixed(lognormalModel(medianMs / 2, 0.7, share), lognormalModel(15 * MINUTE_MS, 0.7, share), 0.08);
  return { ...body, others: [narrow, humps, tailed] };
}

function mixed(first: LatencyModel, second: LatencyModel, part: number): LatencyModel {
  const cumulative = first.cumulative.map((sum, bin) => (1 - part) * sum + part * (second.cumulative[bin] ?? 1));
  return { ...first, cumulative };
}

/** Returns the share of receipts that arrive before a message has this age, in a flow that is `scale` times slower. */
export function answeredWithin(model: LatencyModel, ageMs: number, scale = 1): number {
  return shareAt(model.cumulative, binPlace(ageMs / scale));
}

/** The normal distribution Φ, by Abramowitz and Stegun 7.1.26, with an error below 10⁻⁶. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.327_591_1 * Math.abs(z / Math.SQRT2));
  const polynomial =
    t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
  const erf = 1 - polynomial * Math.exp((-z * z) / 2);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}

const UNKNOWN_BODY: LatencyModel = lognormalModel();

const LEAST_AT_RISK = 20;
/** The weight of the assumed curve. The assumed curve gives a probability to latencies that were not observed. */
const UNSEEN = 0.05;

/** Estimates the current latency of a flow by the product-limit estimate (Kaplan and Meier 1958) over latency bins. */
export function liveModel({ received, waiting, accepted }: Observation): LatencyModel {
  const { cumulative: prior } = UNKNOWN_BODY;
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

export interface BinPlace {
  readonly bin: number;
  readonly part: number;
}

export function binPlace(ageMs: number): BinPlace {
  if (!(ageMs > 0)) return { bin: -1, part: 0 };
  const bin = latencyBin(ageMs);
  const low = lowerEdge(bin);
  const high = upperEdge(bin);
  if (!Number.isFinite(high)) return { bin, part: 0 };
  return { bin, part: low === 0 ? ageMs / high : Math.log(ageMs / low) / Math.log(high / low) };
}

export function shareAt(cumulative: readonly number[], { bin, part }: BinPlace): number {
  if (bin < 0) return 0;
  const before = bin === 0 ? 0 : (cumulative[bin - 1] ?? 0);
  return before + ((cumulative[bin] ?? 1) - before) * part;
}
