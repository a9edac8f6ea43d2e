import { type SliceAnswer, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function recover(_work: Work): Promise<SliceAnswer> {
  throw new StoreError("store/unavailable", "recover is not written yet");
}
