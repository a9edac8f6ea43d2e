const DAY_MS = 24 * 60 * 60_000;

/** A STOP may be confirmed for so long. */
const CONFIRM_MS = 5 * 60_000;

/** A STOP is confirmed by one text, within five minutes: not where it changes nothing, and not where it was heard of late. */
export function mayConfirmStop(isNew: boolean, occurredAt: number, now: number): boolean {
  return isNew && now - occurredAt < CONFIRM_MS;
}

/** The same thing is said to a person once a day, so that two machines that answer each other fall silent. */
export function mayTell(toldAt: number | undefined, now: number): boolean {
  return toldAt === undefined || now - toldAt >= DAY_MS;
}
