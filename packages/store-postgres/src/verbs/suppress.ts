import { StoreError, type SuppressAnswer, type SuppressInput } from "@relance/spec";
import type { Work } from "../work.ts";

export async function suppress(
  _work: Work,
  _rules: readonly SuppressInput[],
): Promise<readonly SuppressAnswer[]> {
  throw new StoreError("store/unavailable", "suppress is not written yet");
}
