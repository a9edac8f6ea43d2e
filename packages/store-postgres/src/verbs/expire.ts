import { type SliceAnswer, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function expire(_work: Work): Promise<SliceAnswer> {
  throw new StoreError("store/unavailable", "expire is not written yet");
}
