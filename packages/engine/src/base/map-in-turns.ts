/** Rows that are worked on before others may run: some milliseconds. */
export const TOGETHER = 200;

/** What `map` makes of each; others run in between. */
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
