import type { PlanHours } from "@relance/spec";
import { isHolidayIn } from "./calendars.ts";

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FARTHEST_DAYS = 400;

/** Returns the minutes of a day at which the hours open and close, in turn. Days count from 1970. */
function stretches({ week, holidays }: PlanHours, day: number): readonly number[] {
  if (holidays?.days?.includes(day)) return [];
  if (holidays?.calendars?.some((calendar) => isHolidayIn(calendar, day))) return [];
  return week[(((day + 3) % 7) + 7) % 7] ?? []; // 1 January 1970 was a Thursday
}

/** Returns the first open time at or after `wall`, the local time in milliseconds as if the zone were UTC. */
export function nextOpenWall(hours: PlanHours, wall: number): number {
  const today = Math.floor(wall / DAY_MS);
  for (let day = today; day < today + FARTHEST_DAYS; day++) {
    const own = stretches(hours, day);
    for (let place = 0; place < own.length; place += 2) {
      const end = day * DAY_MS + (own[place + 1] ?? 0) * MINUTE_MS;
      if (wall < end) return Math.max(wall, day * DAY_MS + (own[place] ?? 0) * MINUTE_MS);
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** Returns when the hours that are open at `wall` close; `wall` itself if they are closed. */
export function closeWall(hours: PlanHours, wall: number): number {
  const first = Math.floor(wall / DAY_MS);
  let end = wall;
  for (let day = first; day < first + FARTHEST_DAYS; day++) {
    const own = stretches(hours, day);
    for (let place = 0; place < own.length; place += 2) {
      const from = day * DAY_MS + (own[place] ?? 0) * MINUTE_MS;
      const to = day * DAY_MS + (own[place + 1] ?? 0) * MINUTE_MS;
      if (from <= end && end < to) end = to;
    }
    if (end < (day + 1) * DAY_MS) return end;
  }
  return Number.POSITIVE_INFINITY;
}

/** Returns the last local time up to `wall` at which the hours are open or close. */
export function lastOpenWall(hours: PlanHours, wall: number): number {
  const today = Math.floor(wall / DAY_MS);
  for (let day = today; day > today - FARTHEST_DAYS; day--) {
    const own = stretches(hours, day);
    for (let place = own.length - 2; place >= 0; place -= 2) {
      const start = day * DAY_MS + (own[place] ?? 0) * MINUTE_MS;
      if (start > wall) continue;
      return Math.min(wall, closeWall(hours, start));
    }
  }
  return Number.NEGATIVE_INFINITY;
}
