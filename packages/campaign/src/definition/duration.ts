import { ConfigError, type DurationText } from "@relance/spec";

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The notation of a duration. A day is 24 hours, also when clocks change. */
export const DURATION: RegExp = /^(\d{1,6})(s|m|h|d|w)$/;
export const DURATION_ADVICE = "write a duration such as 30s, 15m or 48h";

/** Returns the milliseconds of a duration, or `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return count === undefined || unit === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

/**
 * Returns the milliseconds of a duration.
 * @param path - its key, for the error
 * @throws {ConfigError} `campaign/invalid` if it is not a duration: those of a campaign were checked before, those of a
 * `send()` are checked here
 */
export function durationMs(text: DurationText, path?: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new ConfigError("campaign/invalid", `${path === undefined ? "" : `${path}: `}${DURATION_ADVICE}`);
  return ms;
}

/** Writes milliseconds as a short duration. */
export function formatDuration(ms: number): DurationText {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
