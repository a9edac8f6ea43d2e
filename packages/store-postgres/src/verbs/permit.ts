import { type PermitAnswer, type PermitInput, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function permit(_work: Work, _input: PermitInput): Promise<PermitAnswer> {
  throw new StoreError("store/unavailable", "permit is not written yet");
}
