import { type RecordAnswer, type RecordItem, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function record(_work: Work, _items: readonly RecordItem[]): Promise<readonly RecordAnswer[]> {
  throw new StoreError("store/unavailable", "record is not written yet");
}
