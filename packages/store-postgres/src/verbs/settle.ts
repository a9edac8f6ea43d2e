import { type AttemptOutcome, type SettleStatus, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function settle(
  _work: Work,
  _outcomes: readonly AttemptOutcome[],
): Promise<readonly SettleStatus[]> {
  throw new StoreError("store/unavailable", "settle is not written yet");
}
