/** Number of rows processed before other work may run. They take some milliseconds. */
export const TOGETHER = 200;

/** Maps in batches, so that other work can run in between. */
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
