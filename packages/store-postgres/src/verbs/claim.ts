import { type ClaimAnswer, type ClaimRequest, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function claim(_work: Work, _request: ClaimRequest): Promise<ClaimAnswer> {
  throw new StoreError("store/unavailable", "claim is not written yet");
}
