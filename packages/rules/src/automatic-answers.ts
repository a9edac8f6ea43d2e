import { CONFIRM_STOP_MS, type ReplyStatus } from "@relance/spec";

const DAY_MS = 24 * 60 * 60_000;

/** Returns whether to confirm a STOP by text. A repeated or delayed STOP is not confirmed. */
export function mayConfirmStop(isNew: boolean, occurredAt: number, now: number): boolean {
  return isNew && now - occurredAt < CONFIRM_STOP_MS;
}

/** Returns whether an answer may be sent: once a day, and once for an unclear reply, which may be a refusal. */
export function mayAnswerAgain(status: ReplyStatus, toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || (status !== "unclear" && now - toldAt >= DAY_MS);
}
