const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The notation of a duration. A day always has 24 hours, even if clocks change. */
export const DURATION: RegExp = /^(\d{1,6})(s|m|h|d|w)$/;

/** Returns the milliseconds of a duration, or `undefined` for anything else. */
export function parseDuration(text: string | undefined): number | undefined {
  const [, count, unit] = DURATION.exec(text ?? "") ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}
