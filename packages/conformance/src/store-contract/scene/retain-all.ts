import type { Kept } from "@relance/spec";
import type { Scene } from "./scene.ts";

/** Walks everywhere. Answers how many rows were emptied or deleted. */
export async function retainAll({ store }: Scene, keptMs: Kept): Promise<number> {
  let sum = 0;
  for (let cursor: string | undefined; ; ) {
    const batch = await store.retain({ keptMs, cursor });
    sum += batch.erased;
    cursor = batch.cursor;
    if (cursor === undefined) return sum;
  }
}
