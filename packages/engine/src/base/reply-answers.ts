import type { RecordAnswer, ReplyItem, StopConfirmation } from "@relance/spec";

/** Answers recipients' replies with their enrollment's status. The store has already permitted it. */
export interface ReplyAnswers {
  /** Queues the answer to one reply. Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  /** Queues the confirmation of a STOP. Never waits, never throws. */
  confirm(one: StopConfirmation): void;
  /** Drops queued answers, and waits this long for those being sent. */
  close(graceMs: number): Promise<void>;
}
