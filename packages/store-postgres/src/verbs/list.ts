import { type ListInput, type Page, type RecipientRow, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function list(_reading: Reading, _input: ListInput): Promise<Page<RecipientRow>> {
  throw new StoreError("store/unavailable", "list is not written yet");
}
