import { CONFIRM_STOP_MS, type ReplyStatus } from "@relance/spec";

const DAY_MS = 24 * 60 * 60_000;

/** Returns whether a text confirms this STOP. A repeated STOP and one that arrives late are not confirmed. */
export function mayConfirmStop(isNew: boolean, occurredAt: number, now: number): boolean {
  return isNew && now - occurredAt < CONFIRM_STOP_MS;
}

/**
 * Returns whether the same automatic answer may be sent again: once a day, so that two machines cannot answer each
 * other forever. A reply that was not understood may be a revocation, so its answer is never sent twice.
 */
export function mayAnswerAgain(status: ReplyStatus, toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || (status !== "unclear" && now - toldAt >= DAY_MS);
}
