import { type HeartbeatAnswer, type HeartbeatInput, StoreError } from "@relance/spec";
import type { Work } from "../work.ts";

export async function heartbeat(_work: Work, _input: HeartbeatInput): Promise<HeartbeatAnswer> {
  throw new StoreError("store/unavailable", "heartbeat is not written yet");
}
