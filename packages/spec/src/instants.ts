/** A point in time in public types. The engine uses this name instead of `Date`, because it must not read a clock. */
export type Instant = Date;

/** Converts milliseconds since 1970, or ISO 8601 text, for programs. Reads no clock. */
export function dateOf(at: number | string): Instant {
  return new Date(at);
}

/** True for a valid `Date`. */
export function isInstant(value: unknown): value is Instant {
  return value instanceof Date && Number.isFinite(value.getTime());
}

/** True for a time zone that Node knows, such as `Europe/Paris`. Reads no clock. */
export function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** True for a text that can be an attempt id. */
export function isAttemptId(text: string): boolean {
  return /^[0-9a-z]{1,17}$/.test(text);
}
