import type { PlanHours } from "@relance/spec";
import { closeWall, lastOpenWall, nextOpenWall } from "./wall-hours.ts";
import { type ZoneClock, zoneClocks } from "./zone-clock.ts";

/** Hours that stay closed for this long count as closed forever, in milliseconds. */
export const FARTHEST_MS: number = 400 * 86_400_000;

/**
 * Returns the first instant at or after `at` that is within the hours; Infinity if none exists. For a country with
 * several time zones, the hours must be open in all of them. If a clock change repeats an hour, both repetitions are
 * open, or both are closed. If a clock change skips the start of the hours, the hours open at the clock change.
 */
export function walkToOpening(hours: PlanHours, zone: number, at: number): number {
  return agree(zoneClocks(zone), at, (clock, from) => nextIn(hours, clock, from));
}

export function walkToLastOpening(hours: PlanHours, zone: number, at: number, forMs: number): number {
  return agree(zoneClocks(zone), at, (clock, from) => lastIn(hours, clock, from, forMs));
}

export function walkToClosing(hours: PlanHours, zone: number, at: number): number {
  let end = Number.POSITIVE_INFINITY;
  for (const clock of zoneClocks(zone)) end = Math.min(end, closingIn(hours, clock, at));
  return end;
}

/** Applies `move` to each zone's clock in turn until all clocks return the same time. */
function agree(clocks: readonly ZoneClock[], at: number, move: (clock: ZoneClock, from: number) => number): number {
  let found = at;
  for (let agreed = 0; agreed < clocks.length; ) {
    for (const clock of clocks) {
      const moved = move(clock, found);
      agreed = moved === found ? agreed + 1 : 1;
      found = moved;
      if (Math.abs(found - at) > FARTHEST_MS) return found > at ? Infinity : -Infinity;
      if (agreed === clocks.length) break;
    }
  }
  return found;
}

function nextIn(hours: PlanHours, clock: ZoneClock, at: number): number {
  for (let from = at; from < at + FARTHEST_MS; ) {
    const { until, offsetMs } = clock.segment(from);
    const found = nextOpenWall(hours, from + offsetMs) - offsetMs;
    if (found < until || found === Number.POSITIVE_INFINITY) return found;
    from = until;
  }
  return Number.POSITIVE_INFINITY;
}

/** Finds the last opening of `forMs` elapsed time. Local time jumps at a clock change. */
function lastIn(hours: PlanHours, clock: ZoneClock, at: number, forMs: number): number {
  for (let until = at; until > at - FARTHEST_MS; ) {
    const open = lastOpenIn(hours, clock, until);
    if (open === Number.NEGATIVE_INFINITY) return open;
    const last = Math.min(open, closingIn(hours, clock, open) - Math.max(1, forMs)); // hours exclude their end
    if (last === open) return open;
    until = last;
  }
  return Number.NEGATIVE_INFINITY;
}

function lastOpenIn(hours: PlanHours, clock: ZoneClock, at: number): number {
  for (let until = at; until > at - FARTHEST_MS; ) {
    const { from, offsetMs } = clock.segment(until);
    const found = lastOpenWall(hours, until + offsetMs) - offsetMs;
    if (found >= from || found === Number.NEGATIVE_INFINITY) return found;
    until = from - 1;
  }
  return Number.NEGATIVE_INFINITY;
}

function closingIn(hours: PlanHours, clock: ZoneClock, at: number): number {
  for (let from = at; from < at + FARTHEST_MS; ) {
    const { until, offsetMs } = clock.segment(from);
    const end = closeWall(hours, from + offsetMs) - offsetMs;
    if (end < until) return end;
    if (nextOpenWall(hours, until + clock.segment(until).offsetMs) !== until + clock.segment(until).offsetMs)
      return until;
    from = until;
  }
  return Number.POSITIVE_INFINITY;
}
