import { type SliceAnswer, StoreError } from "@relance/spec";
import { FAILED_FOLD, fold } from "../verbs/fold.ts";
import type { Transactions } from "../verbs.ts";

/** An item that cannot be applied stops none of the others: it stands alone, and is set aside after three tries (R18). */
export async function foldItems(storage: Transactions): Promise<SliceAnswer> {
  try {
    return await storage.write((work) => fold(work));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return foldOne(storage);
  }
}

async function foldOne(storage: Transactions): Promise<SliceAnswer> {
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
