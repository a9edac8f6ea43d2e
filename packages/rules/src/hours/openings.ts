import type { PlanHours } from "@relance/spec";
import { FARTHEST_MS, walkToClosing, walkToLastOpening, walkToOpening } from "./walk-openings.ts";
import { DAY_MS } from "./wall-hours.ts";

/** Returns the first time from `at` on within the hours; Infinity if there is none. */
export function nextOpening(hours: PlanHours, zone: number, at: number): number {
  const part = partOf(hours, zone, at);
  return part === undefined ? walkToOpening(hours, zone, at) : Math.max(at, part.opens);
}

/** Returns the last time up to `at` within the hours with `forMs` left; -Infinity if there is none. */
export function lastOpening(hours: PlanHours, zone: number, at: number, forMs: number): number {
  const part = partOf(hours, zone, at);
  if (part === undefined) return walkToLastOpening(hours, zone, at, forMs);
  if (part.opens <= at && at <= part.closes - forMs) return at;
  // every time of this part has the same result
  if (part.lastFor !== forMs) {
    part.last = walkToLastOpening(hours, zone, at, forMs);
    part.lastFor = forMs;
  }
  return part.last;
}

/** Returns when the hours that contain `at` end, or `at` itself outside of the hours. */
export function closing(hours: PlanHours, zone: number, at: number): number {
  const part = partOf(hours, zone, at);
  if (part === undefined) return walkToClosing(hours, zone, at);
  return part.opens <= at ? part.closes : at;
}

/** Returns the instant by which the hours were open for `ms`. If they never open again, elapsed time counts. */
export function afterOpenTime(hours: PlanHours, zone: number, at: number, ms: number): number {
  let left = ms;
  for (let from = at; from < at + FARTHEST_MS; ) {
    const opens = nextOpening(hours, zone, from);
    if (opens === Number.POSITIVE_INFINITY) break;
    const closes = closing(hours, zone, opens);
    if (left <= closes - opens) return opens + left;
    left -= closes - opens;
    from = closes;
  }
  return at + ms;
}

/** Maximum number of cached days per hours. */
const REMEMBERED = 10_000;
/** More than all zone numbers: a cached day has the key `day * ZONES + zone`. */
const ZONES = 65_536;
/** Openings farther away are not cached. */
const NEAR_MS = 100 * DAY_MS;

/** A part of a day without an opening or a closing inside it. */
interface DayPart {
  readonly until: number;
  /** The next opening; for an open part, no later than its start. */
  readonly opens: number;
  /** End of the opening, only for an open part. */
  readonly closes: number;
  /** The result of {@link lastOpening} for the cached `lastFor`; NaN if not computed. */
  lastFor: number;
  last: number;
}

const known = new WeakMap<PlanHours, Map<number, readonly DayPart[] | undefined>>();

/** Returns the part of the day that contains `at`. Each day is computed once, because every message needs it. */
function partOf(hours: PlanHours, zone: number, at: number): DayPart | undefined {
  if (!Number.isFinite(at)) return undefined;
  const day = Math.floor(at / DAY_MS);
  const key = day * ZONES + zone;
  const days = known.get(hours) ?? new Map<number, readonly DayPart[] | undefined>();
  let parts = days.get(key);
  if (parts === undefined && !days.has(key)) {
    if (days.size >= REMEMBERED) days.clear();
    parts = partsOfDay(hours, zone, day);
    known.set(hours, days.set(key, parts));
  }
  return parts?.find(({ until }) => at < until);
}

/** Returns `undefined` for a day far from any opening or closing. */
function partsOfDay(hours: PlanHours, zone: number, day: number): readonly DayPart[] | undefined {
  const [start, end] = [day * DAY_MS, (day + 1) * DAY_MS];
  const parts: DayPart[] = [];
  for (let at = start; at < end; ) {
    const opens = walkToOpening(hours, zone, at);
    const closes = opens > at ? at : walkToClosing(hours, zone, at);
    const until = opens > at ? opens : closes;
    if (until <= at || until - at > NEAR_MS) return undefined;
    parts.push({ until: Math.min(until, end), opens, closes, lastFor: Number.NaN, last: Number.NaN });
    at = until;
  }
  return parts;
}
