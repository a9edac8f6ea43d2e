import type { RecordAnswer, ReplyItem } from "@relance/spec";

/** Tells recipients who replied how their enrollment stands. The store has said already that they may be told, once. */
export interface ReplyAnswers {
  /** Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  /** Drops what waits, and gives what is on its way this long. */
  close(graceMs: number): Promise<void>;
}
