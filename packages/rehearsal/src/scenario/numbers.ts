import { parseDuration, parseInstant } from "@relance/campaign";
import type { Latency } from "@relance/simulator";
import type { Duration, Moment, ShareText } from "./scenario.ts";

const DAY_MS = 86_400_000;

/** `26%` as 0.26; what is not said stays unsaid. */
export function shareOf<T extends ShareText | undefined>(
  text: T,
): T extends undefined ? number | undefined : number;
export function shareOf(text: ShareText | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.slice(0, -1)) / 100;
}

export function latencyOf(parts: readonly Duration[] | undefined): Latency | undefined {
  return parts?.map(({ share, median, spread = 1 }) => ({
    share: share === undefined ? 1 : shareOf(share),
    medianMs: parseDuration(median) ?? 0,
    sigma: spread,
  }));
}

/** A moment in milliseconds since 1970. */
export function instantOf(moment: Moment, startAt: number, timezone: string): number {
  if (moment.startsWith("+")) return startAt + (parseDuration(moment.slice(1)) ?? 0);
  const [hours, minutes, seconds] = moment.split(":").map(Number);
  if (/^\d\d:/.test(moment)) {
    return (
      localMidnight(startAt, timezone) + ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000
    );
  }
  return parseInstant(moment, timezone) ?? startAt;
}

/** Where the day of an instant began, in a zone. */
export function localMidnight(instant: number, timezone: string): number {
  return parseInstant(`${localDay(instant, timezone)}T00:00`, timezone) ?? instant - (instant % DAY_MS);
}

/** `2013-08-01`. */
function localDay(instant: number, timezone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" }).format(instant);
}
