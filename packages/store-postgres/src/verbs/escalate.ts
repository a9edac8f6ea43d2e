import { type SliceAnswer, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function escalate(_work: Work): Promise<SliceAnswer> {
  throw new StoreError("store/unavailable", "escalate is not written yet");
}
