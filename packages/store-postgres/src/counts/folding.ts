import { type SliceAnswer, StoreError } from "@relance/spec";
import { FAILED_FOLD, fold } from "@relance/store";
import { carryOut } from "../deposit/carrying-out.ts";
import type { Storage } from "../transaction/storage.ts";
import { foldCounters } from "./fold-counters.ts";

/** Counters are folded this often, in milliseconds. */
const COUNTERS_MS = 1_000;

/** Folds what waits: stored items, what callers committed with their own transactions, and from time to time counters. */
export class Folding {
  #countersAt = Number.NEGATIVE_INFINITY;

  async run(storage: Storage): Promise<SliceAnswer> {
    const slice = await foldItems(storage);
    const carried = await carryOut(storage);
    if (performance.now() - this.#countersAt >= COUNTERS_MS) {
      this.#countersAt = performance.now();
      await storage.write(({ sql }) => foldCounters(sql));
    }
    return { ...slice, moved: slice.moved + carried };
  }
}

/** An item that cannot be applied stops none of the others: it stands alone, and is set aside after three tries (R18). */
async function foldItems(storage: Storage): Promise<SliceAnswer> {
  try {
    return await storage.write((work) => fold(work));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return foldOne(storage);
  }
}

async function foldOne(storage: Storage): Promise<SliceAnswer> {
  try {
    return await storage.write((work) => fold(work, 1));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return storage.write(async (work) => {
      await work.sql.run(FAILED_FOLD);
      return { moved: 0, byCause: {}, more: true, now: work.now };
    });
  }
}
