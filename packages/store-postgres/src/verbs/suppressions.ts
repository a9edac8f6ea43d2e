import { type Page, type Store, StoreError, type SuppressionRow } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function suppressions(
  _reading: Reading,
  _input: Parameters<Store["suppressions"]>[0],
): Promise<Page<SuppressionRow>> {
  throw new StoreError("store/unavailable", "suppressions is not written yet");
}
