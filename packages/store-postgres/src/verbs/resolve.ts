import { type ResolveQuestion, type Store, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function resolve(
  _work: Work,
  _input: Parameters<Store["resolve"]>[0],
): Promise<readonly ResolveQuestion[]> {
  throw new StoreError("store/unavailable", "resolve is not written yet");
}
