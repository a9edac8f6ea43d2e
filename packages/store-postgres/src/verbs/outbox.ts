import { type CapturedRow, type Page, type Store, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function outbox(
  _reading: Reading,
  _input: Parameters<Store["outbox"]>[0],
): Promise<Page<CapturedRow>> {
  throw new StoreError("store/unavailable", "outbox is not written yet");
}
