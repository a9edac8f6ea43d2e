const DAY_MS = 24 * 60 * 60_000;

/** How long after a STOP it may be confirmed, in milliseconds. */
const CONFIRM_MS = 5 * 60_000;

/** Returns whether one text confirms a STOP: not a repeated STOP, and not one that was received late. */
export function mayConfirmStop(isNew: boolean, occurredAt: number, now: number): boolean {
  return isNew && now - occurredAt < CONFIRM_MS;
}

/** Returns whether the same automatic answer may be sent again: once a day, so that two machines cannot answer each other forever. */
export function mayAnswerAgain(toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || now - toldAt >= DAY_MS;
}
