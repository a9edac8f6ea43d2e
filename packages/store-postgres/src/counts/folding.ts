import type { SliceAnswer } from "@relance/spec";
import { foldItems } from "@relance/store";
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
