import { type Page, type RepliesInput, type ReplyRow, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function replies(_reading: Reading, _input: RepliesInput): Promise<Page<ReplyRow>> {
  throw new StoreError("store/unavailable", "replies is not written yet");
}
