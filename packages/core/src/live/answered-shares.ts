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
