import { LATENCY_BINS, latencyBin, lowerEdge, upperEdge } from "@relance/spec";

/** How a healthy slice answers: the share that is ever answered, and how soon. Plain JSON, to be kept from campaign to campaign. */
export interface LatencyModel {
  /** Share of the answered that were answered by the end of each latency bin. */
  readonly cumulative: readonly number[];
  /** Share of the accepted that ever get a final receipt (π). */
  readonly share: number;
  /** Messages it was learned from; 0 = the prior alone. */
  readonly learnedFrom: number;
}

/** A slice nobody knows yet: nine of ten answered, nine of ten of these within a minute. */
const PRIOR = { median: 10_000, sigma: Math.log(6) / 1.2816, share: 0.9 };

/** A prior with the given median and spread, or the conservative one. */
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

/** Share of the answered that are answered within an age, slowed down by `scale`. */
export function answeredWithin(model: LatencyModel, ageMs: number, scale = 1): number {
  const age = ageMs / scale;
  if (!(age > 0)) return 0;
  const place = latencyBin(age);
  const before = place === 0 ? 0 : (model.cumulative[place - 1] ?? 0);
  const after = model.cumulative[place] ?? 1;
  const low = lowerEdge(place);
  const high = upperEdge(place);
  if (!Number.isFinite(high)) return before;
  const part = low === 0 ? age / high : Math.log(age / low) / Math.log(high / low);
  return before + (after - before) * part;
}

/** Φ, by Abramowitz and Stegun 7.1.26: an error under 10⁻⁶ is enough for a prior. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.327_591_1 * Math.abs(z / Math.SQRT2));
  const polynomial =
    t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
  const erf = 1 - polynomial * Math.exp((-z * z) / 2);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
