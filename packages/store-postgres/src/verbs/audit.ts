import { type AuditAnswer, type Store, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function audit(_reading: Reading, _input: Parameters<Store["audit"]>[0]): Promise<AuditAnswer> {
  throw new StoreError("store/unavailable", "audit is not written yet");
}
