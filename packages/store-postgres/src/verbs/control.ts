import { type GateChange, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function control(_work: Work, _changes: readonly GateChange[]): Promise<number> {
  throw new StoreError("store/unavailable", "control is not written yet");
}
