/** Somebody who is served at a weight, and how far they were served already, in messages by weight. */
export interface Vessel {
  readonly from: number;
  readonly weight: number;
}

/**
 * Deals out slots so that all reach the same level, as far as they go: whoever is behind gets theirs first, then all get
 * theirs by weight. Whole slots; where they do not divide, those nearest to another one get it.
 */
export function pour(slots: number, vessels: readonly Vessel[]): readonly number[] {
  const level = levelOf(slots, vessels);
  const exact = vessels.map(({ from, weight }) => Math.max(0, (level - from) * weight));
  const whole = exact.map((amount) => Math.floor(amount + 1e-6));
  let left = slots - whole.reduce((sum, amount) => sum + amount, 0);
  const missing = exact.map((amount, place) => ({ place, part: amount - (whole[place] ?? 0) }));
  for (const { place } of missing.sort((a, b) => b.part - a.part)) {
    if (left <= 0) break;
    whole[place] = (whole[place] ?? 0) + 1;
    left -= 1;
  }
  return whole;
}

function levelOf(slots: number, vessels: readonly Vessel[]): number {
  const sorted = vessels.toSorted((a, b) => a.from - b.from);
  let [weights, filled, level] = [0, 0, 0];
  for (const [place, { from, weight }] of sorted.entries()) {
    weights += weight;
    filled += weight * from;
    level = (slots + filled) / weights;
    const next = sorted[place + 1];
    if (next === undefined || level <= next.from) break;
  }
  return level;
}
