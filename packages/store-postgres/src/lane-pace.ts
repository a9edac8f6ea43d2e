import { numbers } from "./literals.ts";
import type { OpenLane } from "./ready-rows.ts";
import { numberAt } from "./sql.ts";
import type { Work } from "./work.ts";

/** Slots are given out for this long ahead: what is claimed leaves at once (R7). */
const AHEAD_MS = 200;
/** Whoever waits for a slot is woken for a batch of them, not for each. */
const BATCH_MS = AHEAD_MS / 2;

const HOLD = "select id, next_at from lanes where id = any($1::int[]) order by id for no key update";

/** Holds lanes that have a rate, and reads anew when their next slots are. */
export async function holdPaces(work: Work, lanes: readonly OpenLane[]): Promise<void> {
  const rows = await work.sql.rows(HOLD, numbers(lanes.map(({ id }) => id)));
  const nextAt = new Map(rows.map((row) => [numberAt(row, 0), numberAt(row, 1)]));
  for (const lane of lanes) lane.nextAt = nextAt.get(lane.id) ?? lane.nextAt;
}

/** How many may leave a lane now, at its rate. */
export function laneSlots({ perSecond, nextAt }: OpenLane, now: number): number {
  if (perSecond === undefined) return Number.POSITIVE_INFINITY;
  const from = Math.max(nextAt, now);
  if (from >= now + AHEAD_MS) return 0;
  return Math.max(1, Math.floor(((now + AHEAD_MS - from) * perSecond) / 1_000));
}

/** When the lane has slots again; the past = now. */
export function laneOpensAt({ perSecond, nextAt }: OpenLane): number {
  return perSecond === undefined ? 0 : Math.ceil(nextAt - BATCH_MS);
}

/** Takes slots in time. */
export async function paceLane(work: Work, lane: OpenLane, taken: number): Promise<void> {
  if (lane.perSecond === undefined || taken === 0) return;
  lane.nextAt = Math.max(lane.nextAt, work.now) + (taken * 1_000) / lane.perSecond;
  await work.sql.run("update lanes set next_at = $1 where id = $2", lane.nextAt, lane.id);
}
