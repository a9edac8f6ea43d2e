import { StoreError } from "@relance/spec";

/**
 * Runs a batch as one; when it is refused as a whole, halves it until the guilty stand alone (R18). An error of the
 * store itself (busy, closed, damaged) is nobody's fault in the batch and is thrown.
 */
export function asGroup<Item, Answer>(
  items: readonly Item[],
  run: (group: readonly Item[]) => readonly Answer[],
  refused: Answer,
): readonly Answer[] {
  try {
    return run(items);
  } catch (error) {
    if (error instanceof StoreError || items.length === 0) throw error;
    if (items.length === 1) return [refused];
    const middle = items.length >>> 1;
    return [...asGroup(items.slice(0, middle), run, refused), ...asGroup(items.slice(middle), run, refused)];
  }
}
