import type { RecordAnswer, ReplyItem } from "@relance/spec";

/** Answers recipients' replies with their enrollment's status. The store has already permitted it. */
export interface ReplyAnswers {
  /** Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  /** Drops waiting answers, and gives those in flight this long. */
  close(graceMs: number): Promise<void>;
}
