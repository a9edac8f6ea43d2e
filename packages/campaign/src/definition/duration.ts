import { ConfigError, type DurationText, parseDuration } from "@relance/spec";

const DURATION_ADVICE = "write a duration such as 30s, 15m or 48h";

/** Returns the probable duration for text such as `2 minutes`. */
export function durationAdvice(text: unknown, otherwise: string = DURATION_ADVICE): string {
  const [, count, unit] = /^([1-9]\d{0,5}) ?(?!mon)([smhdw])[a-z]*$/.exec(String(text)) ?? [];
  return unit === undefined ? otherwise : `did you mean ${count}${unit}?`;
}

/** Returns milliseconds. Durations of campaigns are already valid, others are checked. @throws {ConfigError} */
export function durationMs(text: DurationText, path?: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new ConfigError("campaign/invalid", `${path === undefined ? "" : `${path}: `}${durationAdvice(text)}`);
  return ms;
}

/** Formats milliseconds as a short duration. */
export function formatDuration(ms: number): DurationText {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
