import { type Ledger, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function count(_reading: Reading, _campaign?: number): Promise<readonly Ledger[]> {
  throw new StoreError("store/unavailable", "count is not written yet");
}
