/** A point in time in public types. The engine avoids the name `Date`, because it must not read a clock. */
export type Instant = Date;

/** Converts milliseconds since 1970 or an ISO 8601 text, for programs. Reads no clock. */
export function toDate(at: number | string): Instant {
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

/** Returns whether a text has the form of an attempt id. */
export function isAttemptId(text: string): boolean {
  return /^[0-9a-z]{1,17}$/.test(text);
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The notation of a duration. A day always has 24 hours, even if the clocks change. */
export const DURATION: RegExp = /^(\d{1,6})(s|m|h|d|w)$/;

/** Returns the milliseconds of a duration; `undefined` for other text. */
export function parseDuration(text: string | undefined): number | undefined {
  const [, count, unit] = DURATION.exec(text ?? "") ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}
