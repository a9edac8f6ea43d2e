/** Number of rows that are processed before other work of the process may run. They take some milliseconds. */
export const TOGETHER = 200;

/** Maps a list in batches, so that other work of the process can run between two batches. */
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
