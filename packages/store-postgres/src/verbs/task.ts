import { StoreError, type TaskAnswer, type TaskInput } from "@relance/spec";
import type { Work } from "../work.ts";

export async function task(_work: Work, _input: TaskInput): Promise<TaskAnswer> {
  throw new StoreError("store/unavailable", "task is not written yet");
}
