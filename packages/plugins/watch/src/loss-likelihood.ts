import { LATENCY_BINS, lowerEdge } from "@relance/spec";
import { answeredWithin, type BinPlace, binPlace, type LatencyModel, shareAt } from "./latency-model.ts";
import type { Observation } from "./observation.ts";

/**
 * Parameters that determine how much evidence a conclusion needs. Each likelihood ratio is divided by an
 * overdispersion, because latencies of messages of the same minute are correlated.
 */
export interface Caution {
  readonly dispersion: number;
  readonly deviations: number;
  readonly drift: number;
}

export const DEFAULT_CAUTION: Caution = { dispersion: 2.5, deviations: 4, drift: 0.7 };

export interface LossEstimate {
  readonly likeliest: number;
  readonly atLeast: number;
  readonly atMost: number;
  readonly slowness: number;
}

/** Slowness factors from 0.5 (twice as fast) to 24, each about 10 % above the previous factor. */
const SLOWNESS: readonly number[] = Array.from({ length: 40 }, (_, step) => 0.5 * 48 ** (step / 39));
const EDGES: readonly (readonly BinPlace[])[] = SLOWNESS.map((slowness) =>
  Array.from({ length: LATENCY_BINS }, (_, bin) => binPlace(lowerEdge(bin) / slowness)),
);
const LEAST_DENSITY = 1e-9;
const LEAST_KEPT = 1e-6;
const HALVINGS = 20;
const CLOSE_ENOUGH = 1e-6;

interface Candidate {
  readonly shape: LatencyModel;
  readonly slowness: number;
  readonly constant: number;
}

interface Fitted {
  readonly slowness: number;
  readonly constant: number;
  /** For each age, the number of messages without a receipt, and the probability of a receipt by this age. */
  readonly waiting: readonly { readonly answered: number; readonly count: number }[];
}

interface Fit {
  readonly each: Fitted;
  readonly kept: number;
  readonly value: number;
}

/**
 * The log-likelihood of the receipts for a loss and a slowness, a mixture-cure model with right censoring: `LL(l, s) =
 * Σ D_k ln f_s(k) + R ln((1−l)π) + Σ U_u ln(1 − (1−l)π F_s(u)) − φ (ln s / drift)² / 2`. For a withheld receipt, the
 * probabilities of all possible latency bins are added. If a model has several curves, the curve that fits best is used
 * for each loss.
 */
export class LossLikelihood {
  readonly #receipts: number;
  readonly #fits: readonly Fit[];
  readonly #threshold: number;
  readonly #best: { readonly value: number; readonly lost: number; readonly slowness: number };

  constructor(observed: Observation, model: LatencyModel, caution: Caution = DEFAULT_CAUTION) {
    this.#receipts = observed.receipts;
    this.#threshold = caution.dispersion * caution.deviations ** 2;
    const candidates = [model, ...(model.others ?? [])].flatMap((shape) =>
      SLOWNESS.map((_, index) => candidate(observed, shape, index, caution)),
    );
    this.#fits = this.#fitsOf(candidates, observed);
    const { value = 0, kept = 1, each } = this.#fits[0] ?? {};
    this.#best = { value, lost: 1 - kept, slowness: each?.slowness ?? 1 };
  }

  exceeds(lost: number, certainty = 1): boolean {
    const gap = 2 * (this.#best.value - this.#profile(lost));
    return this.#best.lost > lost && gap >= certainty * this.#threshold;
  }

  staysUnder(lost: number): boolean {
    return this.#best.lost < lost && 2 * (this.#best.value - this.#profile(lost)) >= this.#threshold;
  }

  /** Returns whether the flow is provably more than `slowness` times slower than usual, with or without a loss. */
  isSlowerThan(slowness: number): boolean {
    const best = this.#fits.find(({ each }) => each.slowness <= slowness)?.value ?? Number.NEGATIVE_INFINITY;
    return this.#best.slowness > slowness && 2 * (this.#best.value - best) >= this.#threshold;
  }

  estimate(): LossEstimate {
    const { lost, slowness } = this.#best;
    return {
      likeliest: lost,
      atLeast: this.exceeds(0) ? this.#edge(0, lost) : 0,
      atMost: this.staysUnder(1) ? this.#edge(1, lost) : 1,
      slowness,
    };
  }

  #edge(contradicted: number, likeliest: number): number {
    let outside = contradicted;
    let inside = likeliest;
    for (let step = 0; step < HALVINGS; step++) {
      const middle = (outside + inside) / 2;
      if (2 * (this.#best.value - this.#profile(middle)) >= this.#threshold) outside = middle;
      else inside = middle;
    }
    return inside;
  }

  /** Skips candidates that cannot be the best: the likelihood of a candidate never exceeds its constant. */
  #fitsOf(candidates: readonly Candidate[], { waiting }: Observation): readonly Fit[] {
    const fits: Fit[] = [];
    let best = Number.NEGATIVE_INFINITY;
    for (const { shape, slowness, constant } of candidates.toSorted((a, b) => b.constant - a.constant)) {
      if (constant < best - this.#threshold / 2) break;
      const each = { slowness, constant, waiting: fitWaiting(waiting, shape, slowness) };
      const kept = this.#kept(each);
      const value = this.#value(each, kept);
      fits.push({ each, kept, value });
      best = Math.max(best, value);
    }
    return fits.sort((a, b) => b.value - a.value);
  }

  #profile(lost: number): number {
    const kept = Math.max(LEAST_KEPT, 1 - lost);
    let best = Number.NEGATIVE_INFINITY;
    for (const { each, value } of this.#fits) {
      if (value <= best) break;
      best = Math.max(best, this.#value(each, kept));
    }
    return best;
  }

  #value(each: Fitted, kept: number): number {
    let value = each.constant + (this.#receipts === 0 ? 0 : this.#receipts * Math.log(kept));
    for (const { answered, count } of each.waiting) value += count * Math.log(1 - kept * answered);
    return value;
  }

  #kept(each: Fitted): number {
    let low = LEAST_KEPT;
    let high = 1;
    let kept = 1;
    for (let step = 0; step < HALVINGS; step++) {
      let slope = this.#receipts / kept;
      let bend = -this.#receipts / kept ** 2;
      for (const { answered, count } of each.waiting) {
        const odds = answered / (1 - kept * answered);
        slope -= count * odds;
        bend -= count * odds ** 2;
      }
      if (kept === 1 && slope >= 0) return 1;
      if (slope >= 0) low = kept;
      else high = kept;
      const next = kept - slope / bend;
      const tried = next > low && next < high ? next : (low + high) / 2;
      if (Math.abs(tried - kept) < CLOSE_ENOUGH) return tried;
      kept = tried;
    }
    return kept;
  }
}

function candidate(observed: Observation, model: LatencyModel, index: number, caution: Caution): Candidate {
  const slowness = SLOWNESS[index] ?? 1;
  const logDensityAt = logDensities(model, index);
  let constant = observed.receipts * Math.log(model.share);
  observed.received.forEach((count, bin) => {
    if (count !== 0) constant += count * logDensityAt(bin);
  });
  for (const { first, last, count } of observed.withheld) {
    const within = withinBins(model, first, last, index);
    constant += count * (Math.log(Math.max(LEAST_DENSITY, within)) - logDensityAt(last));
  }
  constant -= (caution.dispersion * (Math.log(slowness) / caution.drift) ** 2) / 2;
  return { shape: model, slowness, constant };
}

function fitWaiting(waiting: Observation["waiting"], shape: LatencyModel, slowness: number): Fitted["waiting"] {
  return waiting.map(({ ageMs, count }) => ({
    answered: Math.min(1 - LEAST_DENSITY, shape.share * answeredWithin(shape, ageMs, slowness)),
    count,
  }));
}

const TABLES = new WeakMap<LatencyModel, (number | undefined)[][]>();

function logDensities(model: LatencyModel, index: number): (bin: number) => number {
  const table = TABLES.get(model) ?? SLOWNESS.map(() => []);
  TABLES.set(model, table);
  const known = table[index] ?? [];
  return (bin) => {
    const density = known[bin] ?? Math.log(Math.max(LEAST_DENSITY, withinBins(model, bin, bin, index)));
    known[bin] = density;
    return density;
  };
}

function withinBins({ cumulative }: LatencyModel, first: number, last: number, index: number): number {
  const edges = EDGES[index] ?? [];
  const [from, to] = [edges[first], edges[last + 1]];
  return (to === undefined ? 1 : shareAt(cumulative, to)) - (from === undefined ? 0 : shareAt(cumulative, from));
}

/** Returns the confidence interval of a proportion for a number of standard deviations (Wilson 1927). */
export function wilson(
  hits: number,
  total: number,
  deviations: number,
): { readonly low: number; readonly high: number } {
  if (total <= 0) return { low: 0, high: 1 };
  const share = hits / total;
  const square = deviations ** 2;
  const centre = share + square / (2 * total);
  const spread = deviations * Math.sqrt((share * (1 - share)) / total + square / (4 * total ** 2));
  const scale = 1 + square / total;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}
