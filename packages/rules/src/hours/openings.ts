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

const REMEMBERED = 2_000;
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

class Days {
  readonly #parts = new Map<number, readonly DayPart[] | undefined>();
  readonly #hours: PlanHours;
  readonly #zone: number;
  #day = Number.NaN;
  #recent: readonly DayPart[] | undefined;

  constructor(hours: PlanHours, zone: number) {
    this.#hours = hours;
    this.#zone = zone;
  }

  find(at: number): DayPart | undefined {
    const day = Math.floor(at / DAY_MS);
    if (day !== this.#day) this.#turnTo(day);
    if (this.#recent !== undefined) for (const part of this.#recent) if (at < part.until) return part;
    return undefined;
  }

  #turnTo(day: number): void {
    if (!this.#parts.has(day)) {
      if (this.#parts.size >= REMEMBERED) this.#parts.clear();
      this.#parts.set(day, this.#partsOf(day));
    }
    this.#day = day;
    this.#recent = this.#parts.get(day);
  }

  /** Returns `undefined` for a day far from any opening or closing. */
  #partsOf(day: number): readonly DayPart[] | undefined {
    const [start, end] = [day * DAY_MS, (day + 1) * DAY_MS];
    const parts: DayPart[] = [];
    const add = (until: number, opens: number, closes: number): number => {
      parts.push({ until: Math.min(until, end), opens, closes, lastFor: Number.NaN, last: Number.NaN });
      return until;
    };
    for (let at = start; at < end; ) {
      const opens = walkToOpening(this.#hours, this.#zone, at);
      const closes = opens > at ? at : walkToClosing(this.#hours, this.#zone, at);
      const until = opens > at ? opens : closes;
      if (until <= at || until - at > NEAR_MS) return undefined;
      at = add(until, opens, closes);
    }
    return parts;
  }
}

const known = new WeakMap<PlanHours, Map<number, Days>>();

function daysOf(hours: PlanHours, zone: number): Days {
  const found = known.get(hours)?.get(zone);
  if (found !== undefined) return found;
  const days = new Days(hours, zone);
  known.set(hours, (known.get(hours) ?? new Map<number, Days>()).set(zone, days));
  return days;
}

/** Returns the part of the day that contains `at`. Each day is computed once, because every message needs it. */
function partOf(hours: PlanHours, zone: number, at: number): DayPart | undefined {
  return Number.isFinite(at) ? daysOf(hours, zone).find(at) : undefined;
}
