import { type AcknowledgeTarget, StoreError } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function acknowledged(
  _reading: Reading,
  _targets: readonly AcknowledgeTarget[],
): Promise<readonly boolean[]> {
  throw new StoreError("store/unavailable", "acknowledged is not written yet");
}
