import { LATENCY_BINS, lowerEdge, upperEdge } from "@relance/spec";
import { placeOf, shareAt } from "./bin-place.ts";
import type { Observation } from "./observation.ts";
import type { Silence } from "./silence.ts";

/** How a healthy flow behaves: its share of receipts and their latency, as plain JSON kept across campaigns. */
export interface LatencyModel {
  /** The share of all receipts that arrived by the end of each latency bin. */
  readonly cumulative: readonly number[];
  /** The share of accepted messages that ever get a final receipt (π). */
  readonly share: number;
  /** The number of messages that the model was learned from; 0 means that it contains assumptions only. */
  readonly learnedFrom: number;
  /** The usual length of the pauses between bursts of receipts, in milliseconds. @default none */
  readonly silenceMs?: number | undefined;
  /** The long silences of the last days whose receipts arrived later, as in nightly pauses. @default none */
  readonly quiet?: readonly Silence[] | undefined;
  /** Other curves that are as likely while little is known. A loss must be contradicted under each. @default none */
  readonly others?: readonly LatencyModel[] | undefined;
}

/** The assumptions about an unknown flow: 90 % of messages get a receipt, 90 % of these within a minute. */
const PRIOR = { median: 10_000, sigma: Math.log(6) / 1.2816, share: 0.9 };

/** The assumptions with the given median and spread, or the cautious ones. */
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

/** The spreads of latency that an unknown provider may have. */
const NARROW = 0.5;
const MINUTE_MS = 60_000;

/** The assumptions about an unknown flow: several curves, of which the flow's own messages select the best. */
export function unknownModel(medianMs: number = PRIOR.median, share: number = PRIOR.share): LatencyModel {
  const body = lognormalModel(medianMs, PRIOR.sigma, share);
  const narrow = lognormalModel(medianMs, NARROW, share);
  const humps = mixed(lognormalModel(medianMs / 5, NARROW, share), lognormalModel(2 * medianMs, NARROW, share), 0.4);
  const tailed = mixed(lognormalModel(medianMs / 2, 0.7, share), lognormalModel(15 * MINUTE_MS, 0.7, share), 0.08);
  return { ...body, others: [narrow, humps, tailed] };
}

/** A mixture of two models, in which the second model has the weight `part`. */
function mixed(first: LatencyModel, second: LatencyModel, part: number): LatencyModel {
  const cumulative = first.cumulative.map((sum, bin) => (1 - part) * sum + part * (second.cumulative[bin] ?? 1));
  return { ...first, cumulative };
}

/** The share of the receipts that arrive within an age, if the flow is `scale` times slower. */
export function answeredWithin(model: LatencyModel, ageMs: number, scale = 1): number {
  return shareAt(model.cumulative, placeOf(ageMs / scale));
}

/** Φ, by Abramowitz and Stegun 7.1.26, whose error under 10⁻⁶ is small enough for an assumption. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.327_591_1 * Math.abs(z / Math.SQRT2));
  const polynomial =
    t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
  const erf = 1 - polynomial * Math.exp((-z * z) / 2);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}

const UNKNOWN_BODY: LatencyModel = lognormalModel();

/** If fewer messages than this reached an age, nothing is concluded about that age and older ones. */
const LEAST_AT_RISK = 20;
/** This share of the earlier curve is kept, because latencies that were not observed can still occur. */
const UNSEEN = 0.05;

/**
 * The current behaviour of flows, including messages without a receipt yet: the product-limit estimate (Kaplan and
 * Meier 1958) over latency bins. Ages not reached yet are treated like the oldest.
 */
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
