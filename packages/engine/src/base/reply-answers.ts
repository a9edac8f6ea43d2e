import type { RecordAnswer, ReplyItem, StopConfirmation } from "@relance/spec";

/** Answers recipients' replies with the status of their enrollment. The store has permitted each queued answer. */
export interface ReplyAnswers {
  /** Queues the answer to one reply of a recipient. Never waits, never throws. */
  add(provider: string, item: ReplyItem, answer: RecordAnswer): void;
  /** Queues the confirmation of a STOP. Never waits, never throws. */
  confirm(one: StopConfirmation): void;
  /** Drops answers that are queued, and waits this long for answers that are being sent. */
  close(graceMs: number): Promise<void>;
}
