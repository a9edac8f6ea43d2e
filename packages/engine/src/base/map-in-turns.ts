/** Rows that are processed before other work of the process may run; these rows take milliseconds. */
export const TOGETHER = 200;

/** Maps a list, and lets other work of the process run between batches. */
export async function mapInTurns<T, U>(
  items: readonly T[],
  giveWay: () => Promise<void>,
  map: (item: T) => U,
): Promise<U[]> {
  const mapped: U[] = [];
  for (const item of items) {
    if (mapped.length % TOGETHER === TOGETHER - 1) await giveWay();
    mapped.push(map(item));
  }
  return mapped;
}
