import type { RetainMs } from "@relance/spec";
import type { Scene } from "./scene.ts";

interface Page<R> {
  readonly rows: readonly R[];
  readonly cursor?: string | undefined;
}

export async function everyRow<R>(page: (cursor: string | undefined) => Promise<Page<R>>): Promise<R[]> {
  const all: R[] = [];
  for (let cursor: string | undefined; ; ) {
    const { rows, cursor: next } = await page(cursor);
    all.push(...rows);
    if (next === undefined) return all;
    cursor = next;
  }
}

/** Applies the retention to every table, and returns how many rows it emptied or deleted. */
export async function retainAll({ store }: Scene, keptMs: RetainMs): Promise<number> {
  let sum = 0;
  for (let cursor: string | undefined; ; ) {
    const batch = await store.retain({ keptMs, cursor });
    sum += batch.erased;
    cursor = batch.cursor;
    if (cursor === undefined) return sum;
  }
}
