import { laneTaken } from "@relance/store-kit";
import { numbers } from "../transaction/literals.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import type { OpenLane } from "./ready-rows.ts";

const HOLD = "select id, next_at from lanes where id = any($1::int[]) order by id for no key update";

/** Holds lanes that have a rate, and reads anew when their next slots are. */
export async function holdPaces(work: Work, lanes: readonly OpenLane[]): Promise<void> {
  const rows = await work.sql.rows(HOLD, numbers(lanes.map(({ id }) => id)));
  const nextAt = new Map(rows.map((row) => [numberAt(row, 0), numberAt(row, 1)]));
  for (const lane of lanes) lane.nextAt = nextAt.get(lane.id) ?? lane.nextAt;
}

/** Takes slots in time. */
export async function paceLane(work: Work, lane: OpenLane, taken: number): Promise<void> {
  if (lane.perSecond === null || taken === 0) return;
  lane.nextAt = laneTaken(lane, work.now, taken);
  await work.sql.run("update lanes set next_at = $1 where id = $2", lane.nextAt, lane.id);
}
