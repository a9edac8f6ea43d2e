import type { PlanHours } from "@relance/spec";
import { partOf } from "./day-parts.ts";
import { FARTHEST_MS, walkToClosing, walkToLastOpening, walkToOpening } from "./walk-openings.ts";

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
