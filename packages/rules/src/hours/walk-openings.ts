import type { PlanHours } from "@relance/spec";
import { closeWall, lastOpenWall, nextOpenWall } from "./wall-hours.ts";
import { clocksOf, type ZoneClock } from "./zone-clock.ts";

/** Beyond this the hours are taken for closed for good, in milliseconds. */
export const FARTHEST_MS: number = 400 * 86_400_000;

/**
 * The first instant from `at` on that lies in the hours, read in the zone of this number; Infinity = never. A zone that
 * stands for a whole country is open when every part of it is. The clock on the wall decides: an hour that comes twice is
 * in or out both times, and hours that begin in the one that is left out begin with the jump.
 */
export function walkToOpening(hours: PlanHours, zone: number, at: number): number {
  return agree(clocksOf(zone), at, (clock, from) => nextIn(hours, clock, from));
}

/** The last instant up to `at` that lies in the hours, with `forMs` left until they end, at least 1 ms; -Infinity = none. */
export function walkToLastOpening(hours: PlanHours, zone: number, at: number, forMs: number): number {
  return agree(clocksOf(zone), at, (clock, from) => lastIn(hours, clock, from, forMs));
}

/** When the hours end that `at` lies in; `at` itself outside of them. */
export function walkToClosing(hours: PlanHours, zone: number, at: number): number {
  let end = Number.POSITIVE_INFINITY;
  for (const clock of clocksOf(zone)) end = Math.min(end, closingIn(hours, clock, at));
  return end;
}

/** Moves on from `at` until every clock says that this is an instant of its own hours. */
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

/** Measured in time that passes: in a night in which clocks change, the wall shows an hour more or less than there is. */
function lastIn(hours: PlanHours, clock: ZoneClock, at: number, forMs: number): number {
  for (let until = at; until > at - FARTHEST_MS; ) {
    const open = lastOpenIn(hours, clock, until);
    if (open === Number.NEGATIVE_INFINITY) return open;
    const last = Math.min(open, closingIn(hours, clock, open) - Math.max(1, forMs)); // the end itself is outside
    if (last === open) return open;
    until = last; // within the same hours, or else before they began
  }
  return Number.NEGATIVE_INFINITY;
}

/** The last instant up to `at` that lies in the hours, or at which they end. */
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
