import { latencyBin, lowerEdge, upperEdge } from "@relance/spec";

/** The position of a message's age among the latency bins, which are the same for every model. */
export interface BinPlace {
  /** The index of the bin; -1 means before the first bin. */
  readonly bin: number;
  /** How much of that bin lies before the age, from 0 to 1. */
  readonly part: number;
}

/** Returns the position of an age in milliseconds. */
export function placeOf(ageMs: number): BinPlace {
  if (!(ageMs > 0)) return { bin: -1, part: 0 };
  const bin = latencyBin(ageMs);
  const low = lowerEdge(bin);
  const high = upperEdge(bin);
  if (!Number.isFinite(high)) return { bin, part: 0 };
  return { bin, part: low === 0 ? ageMs / high : Math.log(ageMs / low) / Math.log(high / low) };
}

/** Returns the cumulative share of a curve at a position. */
export function shareAt(cumulative: readonly number[], { bin, part }: BinPlace): number {
  if (bin < 0) return 0;
  const before = bin === 0 ? 0 : (cumulative[bin - 1] ?? 0);
  return before + ((cumulative[bin] ?? 1) - before) * part;
}
