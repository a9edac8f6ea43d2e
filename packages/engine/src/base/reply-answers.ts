import type { RecordAnswer, ReplyItem, StopConfirmation } from "@relance/spec";

/** Answers recipients' replies with the status of their enrollment. The store has permitted each answer. */
export interface ReplyAnswers {
  /** Queues the answer to a reply. Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  /** Queues the confirmation of a STOP. */
  confirm(one: StopConfirmation): void;
  /** Drops queued answers, and waits this long for answers that are being sent. */
  close(graceMs: number): Promise<void>;
}
