import { StoreError, type WorkersAnswer } from "@relance/spec";
import type { Reading } from "../reading.ts";

export async function workers(_reading: Reading): Promise<WorkersAnswer> {
  throw new StoreError("store/unavailable", "workers is not written yet");
}
