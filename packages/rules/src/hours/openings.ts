import type { PlanHours } from "@relance/spec";
import { FARTHEST_MS, walkToClosing, walkToLastOpening, walkToOpening } from "./walk-openings.ts";
import { DAY_MS } from "./wall-hours.ts";

/** The first instant from `at` on that lies in the hours, read in the zone of this number; Infinity = never. */
export function nextOpening(hours: PlanHours, zone: number, at: number): number {
  const part = partOf(hours, zone, at);
  return part === undefined ? walkToOpening(hours, zone, at) : Math.max(at, part.opens);
}

/** The last instant up to `at` that lies in the hours, with `forMs` left until they end, at least 1 ms; -Infinity = none. */
export function lastOpening(hours: PlanHours, zone: number, at: number, forMs: number): number {
  const part = partOf(hours, zone, at);
  if (part === undefined) return walkToLastOpening(hours, zone, at, forMs);
  if (part.opens <= at && at <= part.closes - forMs) return at;
  // the same for every other instant of this part
  if (part.lastFor !== forMs) {
    part.last = walkToLastOpening(hours, zone, at, forMs);
    part.lastFor = forMs;
  }
  return part.last;
}

/** When the hours end that `at` lies in; `at` itself outside of them. */
export function closing(hours: PlanHours, zone: number, at: number): number {
  const part = partOf(hours, zone, at);
  if (part === undefined) return walkToClosing(hours, zone, at);
  return part.opens <= at ? part.closes : at;
}

/** The instant by which the hours were open for `ms` since `at`; where they never open again, `ms` after it. */
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

/** Days of one place that are remembered: more than a campaign asks about, and few enough for a process that lives long. */
const REMEMBERED = 2_000;
/** What lies farther away is walked to each time: there a walk has an end of its own. */
const NEAR_MS = 100 * DAY_MS;

/** A part of a day in which the hours are open throughout, or closed throughout. */
interface DayPart {
  /** The first instant behind it. */
  readonly until: number;
  /** When the hours are open next; of an open part no later than its beginning. */
  readonly opens: number;
  /** When they end that are open then; only of an open part. */
  readonly closes: number;
  /** The last opening with so much left, for a question behind the last moment; NaN = not asked yet. */
  lastFor: number;
  last: number;
}

/** The days of one place, and the one that was asked for last. */
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

  /** `undefined` for a day near which nothing opens or ends. */
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

/** Places that were asked about last: a campaign has few, and comparing them costs less than looking them up. */
const recent: { readonly hours: PlanHours; readonly zone: number; readonly days: Days }[] = [];
const RECENT = 8;
let oldest = 0;

function daysOf(hours: PlanHours, zone: number): Days {
  for (const place of recent) if (place.hours === hours && place.zone === zone) return place.days;
  let zones = known.get(hours);
  if (zones === undefined) {
    zones = new Map();
    known.set(hours, zones);
  }
  let days = zones.get(zone);
  if (days === undefined) {
    days = new Days(hours, zone);
    zones.set(zone, days);
  }
  recent[oldest] = { hours, zone, days };
  oldest = (oldest + 1) % RECENT;
  return days;
}

/**
 * The part of a day that `at` lies in; `undefined` where there is none to remember. Walks over hours, clocks and holidays
 * are made once a day and place: a plan asks for several of them for each message.
 */
function partOf(hours: PlanHours, zone: number, at: number): DayPart | undefined {
  return Number.isFinite(at) ? daysOf(hours, zone).find(at) : undefined;
}
