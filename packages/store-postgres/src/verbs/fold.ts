import { type SliceAnswer, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function fold(_work: Work): Promise<SliceAnswer> {
  throw new StoreError("store/unavailable", "fold is not written yet");
}
