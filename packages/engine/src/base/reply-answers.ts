import type { RecordAnswer, ReplyItem, StopConfirmation } from "@relance/spec";

/** Answers recipients' replies with their enrollment's status. The store has already permitted it. */
export interface ReplyAnswers {
  /** Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  /** The same for the confirmation of a STOP. */
  confirm(one: StopConfirmation): void;
  /** Drops waiting answers, and gives those in flight this long. */
  close(graceMs: number): Promise<void>;
}
