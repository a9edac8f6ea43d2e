import type { OpenLane } from "./claiming.ts";
import type { Work } from "./work.ts";

/** Slots are given out for this long ahead: what is claimed leaves at once (R7). */
const AHEAD_MS = 200;
/** Whoever waits for a slot is woken for a batch of them, not for each. */
const BATCH_MS = AHEAD_MS / 2;

/** How many may leave a lane now, at its rate. */
export function laneSlots({ perSecond, nextAt }: OpenLane, now: number): number {
  if (perSecond === null) return Number.POSITIVE_INFINITY;
  const from = Math.max(nextAt, now);
  if (from >= now + AHEAD_MS) return 0;
  return Math.max(1, Math.floor(((now + AHEAD_MS - from) * perSecond) / 1_000));
}

/** When the lane has slots again; the past = now. */
export function laneOpensAt({ perSecond, nextAt }: OpenLane): number {
  return perSecond === null ? 0 : Math.ceil(nextAt - BATCH_MS);
}

/** Takes slots in time. */
export function paceLane(work: Work, lane: OpenLane, taken: number): void {
  if (lane.perSecond === null || taken === 0) return;
  lane.nextAt = Math.max(lane.nextAt, work.now) + (taken * 1_000) / lane.perSecond;
  work.sql.run("update lanes set next_at = ? where id = ?", lane.nextAt, lane.id);
}
