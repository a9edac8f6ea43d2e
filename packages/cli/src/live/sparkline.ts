const SIGNS = "▁▂▃▄▅▆▇█";
const NOTHING = "·";

/** One sign for each value from 0 to 1; a dot where there is nothing to tell. */
export function sparkline(values: readonly (number | undefined)[]): string {
  return values
    .map((value) => {
      if (value === undefined) return NOTHING;
      const place = Math.round(Math.min(1, Math.max(0, value)) * (SIGNS.length - 1));
      return SIGNS[place] ?? NOTHING;
    })
    .join("");
}

/** Of what was taken in each cell, the share that has had a final receipt. */
export function answeredShares(
  accepted: readonly number[],
  received: readonly number[],
): readonly (number | undefined)[] {
  return accepted.map((count, cell) => (count === 0 ? undefined : (received[cell] ?? 0) / count));
}

/** Each cell against the fullest one: for providers that report nothing. */
export function relativeTo(most: number, counts: readonly number[]): readonly (number | undefined)[] {
  return counts.map((count) => (count === 0 ? undefined : count / most));
}
