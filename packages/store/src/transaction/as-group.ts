import { StoreError } from "@relance/spec";

/**
 * Runs a batch as one; when it is refused as a whole, halves it until the guilty stand alone (R18). An error of the
 * store itself (busy, lost, damaged) is nobody's fault in the batch and is thrown.
 */
export async function asGroup<Item, Answer>(
  items: readonly Item[],
  run: (group: readonly Item[]) => Promise<readonly Answer[]>,
  refused: Answer,
): Promise<readonly Answer[]> {
  if (items.length === 0) return [];
  try {
    return await run(items);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (items.length === 1) return [refused];
    const middle = items.length >>> 1;
    const first = await asGroup(items.slice(0, middle), run, refused);
    return [...first, ...(await asGroup(items.slice(middle), run, refused))];
  }
}
