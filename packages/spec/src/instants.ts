/**
 * A moment as programs of recipients use it. The engine names the type through here, because it may not reach for a
 * clock.
 */
export type Instant = Date;

/** An instant of the contract (milliseconds since 1970) as recipients' programs read it. Takes no clock. */
export function dateOf(ms: number): Instant {
  return new Date(ms);
}

/** True for a `Date` that names a moment. */
export function isInstant(value: unknown): value is Instant {
  return value instanceof Date && Number.isFinite(value.getTime());
}

/** True for a time zone that Node knows, such as `Europe/Paris`. Takes no clock. */
export function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Whether a text may be the id of one of our attempts: what comes in as one is checked before a store is asked. */
export function isAttemptId(text: string): boolean {
  return /^[0-9a-z]{1,17}$/.test(text);
}
