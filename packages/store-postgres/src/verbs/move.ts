import { type MoveAnswer, type MoveInput, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function move(_work: Work, _input: MoveInput): Promise<MoveAnswer> {
  throw new StoreError("store/unavailable", "move is not written yet");
}
