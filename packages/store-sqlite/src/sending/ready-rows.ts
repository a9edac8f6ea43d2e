import type { PacedLane } from "@relance/store";
import { HOT_COLUMNS } from "../people/row.ts";
import { numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** An open lane that a want can be served from. */
export interface OpenLane extends PacedLane {
  readonly id: number;
  readonly provider: number;
  readonly releasedThrough: number;
  readonly claimedAt: number;
  readonly campaign: number;
  readonly weight: number;
  nextAt: number;
}

/** Through here everybody of a lane is released. */
const EVERYBODY = 2 ** 31;

const READY = `select ${HOT_COLUMNS} from enrollments indexed by enrollments_ready
  where phase = 1 and lane = ? and due_at <= ? and deadline >= ? order by due_at, ord limit ?`;

export const GROUP: string = `select ${HOT_COLUMNS} from enrollments indexed by enrollments_ready
  where phase = 1 and lane = ? and due_at = ? and ord < ? and deadline >= ? order by ord limit ?`;

export const NEXT_GROUP = `select due_at from enrollments indexed by enrollments_ready
  where phase = 1 and lane = ? and due_at > ? order by due_at limit 1`;

const FIRST = `select due_at from enrollments indexed by enrollments_ready
  where phase = 1 and lane = ? and deadline >= ? order by due_at limit 1`;

export const FIRST_OF_GROUP = `select 1 from enrollments indexed by enrollments_ready
  where phase = 1 and lane = ? and due_at = ? and ord < ? and deadline >= ? limit 1`;

/** People of a lane who are due and released, the longest due first; `latest` = their deadline is not before it. */
export function readyRows(work: Work, lane: OpenLane, latest: number, limit: number): readonly Row[] {
  const { id, releasedThrough } = lane;
  if (releasedThrough >= EVERYBODY) {
    // an empty list of so many columns costs twenty times what one number does
    const dueAt = readyAt(work, lane, latest);
    if (dueAt === undefined || dueAt > work.now) return [];
    return work.sql.rows(READY, id, work.now, latest, limit);
  }
  const rows: Row[] = [];
  for (const dueAt of groups(work, id)) {
    if (dueAt > work.now || rows.length >= limit) break;
    if (work.sql.row(FIRST_OF_GROUP, id, dueAt, releasedThrough, latest) === undefined) continue;
    rows.push(...work.sql.rows(GROUP, id, dueAt, releasedThrough, latest, limit - rows.length));
  }
  return rows;
}

/** When the first of a lane's released people is due. */
export function readyAt(work: Work, lane: OpenLane, latest: number): number | undefined {
  const { id, releasedThrough } = lane;
  if (releasedThrough >= EVERYBODY) {
    const row = work.sql.row(FIRST, id, latest);
    return row && numberAt(row, 0);
  }
  for (const dueAt of groups(work, id)) {
    if (work.sql.row(FIRST_OF_GROUP, id, dueAt, releasedThrough, latest) !== undefined) return dueAt;
  }
  return undefined;
}

/**
 * The due times of a lane, earliest first. Whoever waits for a wave became due at one instant with all others, and
 * stands behind the released of that instant: from instant to instant nobody is read in vain.
 */
function* groups(work: Work, lane: number): Generator<number> {
  let at = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const row = work.sql.row(NEXT_GROUP, lane, at);
    if (row === undefined) return;
    at = numberAt(row, 0);
    yield at;
  }
}
