import type { PlanHours } from "@relance/spec";
import { FARTHEST_MS, walkToClosing, walkToLastOpening, walkToOpening } from "./walk-openings.ts";
import { DAY_MS } from "./wall-hours.ts";

/** Returns the first instant at or after `at` that is within the hours; Infinity if none exists. */
export function nextOpening(hours: PlanHours, zone: number, at: number): number {
  const part = findPart(hours, zone, at);
  return part === undefined ? walkToOpening(hours, zone, at) : Math.max(at, part.opens);
}

/** Returns the last instant up to `at` from which the hours stay open for `forMs`; -Infinity if none exists. */
export function lastOpening(hours: PlanHours, zone: number, at: number, forMs: number): number {
  const part = findPart(hours, zone, at);
  if (part === undefined) return walkToLastOpening(hours, zone, at, forMs);
  if (part.opens <= at && at <= part.closes - forMs) return at;
  // the result applies to every other instant in this part of the day
  if (part.lastFor !== forMs) {
    part.last = walkToLastOpening(hours, zone, at, forMs);
    part.lastFor = forMs;
  }
  return part.last;
}

/** Returns when the hours that are open at `at` close; `at` itself if they are closed. */
export function closing(hours: PlanHours, zone: number, at: number): number {
  const part = findPart(hours, zone, at);
  if (part === undefined) return walkToClosing(hours, zone, at);
  return part.opens <= at ? part.closes : at;
}

/** Returns when the hours have been open for `ms` since `at`. If the hours never open again, closed time counts too. */
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

/** Maximum number of cached days for each `PlanHours`. */
const REMEMBERED = 10_000;
/** Larger than every zone number, because a cached day has the key `day * ZONES + zone`. */
const ZONES = 65_536;
/** The next opening or closing is not cached if it is farther away than this. */
const NEAR_MS = 100 * DAY_MS;

/** A part of a day during which the hours are always open or always closed. */
interface DayPart {
  readonly until: number;
  /** Start of the next opening; in an open part, an instant at or before the start of the part. */
  readonly opens: number;
  /** Time at which the hours close; set for open parts only. */
  readonly closes: number;
  /** The `forMs` of the cached result of {@link lastOpening}; NaN if no result is cached. */
  lastFor: number;
  last: number;
}

const known = new WeakMap<PlanHours, Map<number, readonly DayPart[] | undefined>>();

/** Returns the part of the day that contains `at`. The parts are cached, because every message needs one. */
function findPart(hours: PlanHours, zone: number, at: number): DayPart | undefined {
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

/** Returns the parts of a day; `undefined` if the nearest opening or closing is too far away. */
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
