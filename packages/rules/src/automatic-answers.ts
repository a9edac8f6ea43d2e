import { CONFIRM_STOP_MS, type ReplyStatus } from "@relance/spec";

const DAY_MS = 24 * 60 * 60_000;

/** Returns whether to confirm a STOP by text. A repeated or delayed STOP is not confirmed. */
export function mayConfirmStop(isNew: boolean, occurredAt: number, now: number): boolean {
  return isNew && now - occurredAt < CONFIRM_STOP_MS;
}

/**
 * Returns whether an automatic answer may be sent again: once a day, so that two machines do not answer each other
 * forever. The answer to an unclear reply is never repeated, because the reply may be a refusal.
 */
export function mayAnswerAgain(status: ReplyStatus, toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || (status !== "unclear" && now - toldAt >= DAY_MS);
}
