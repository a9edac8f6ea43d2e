import {
  ALL_RELEASED,
  HOT_COLUMNS,
  type NextReadyQuery,
  PERSON,
  type ReadyQuery,
  type Row,
  readyIn,
} from "@relance/store";
import type { SqliteSql } from "../transaction/sql.ts";
import { translate } from "../transaction/translate.ts";

const FROM = "from enrollments e indexed by enrollments_ready";
const HERE = `where ${readyIn("?1")}`;
const FOUND = translate(`select ${HOT_COLUMNS}, ${PERSON} ${FROM} join people p on p.id = e.id`).text;

const READY = `${FOUND} ${HERE} and (e.due_at, e.ord) >= (?2, ?3) and e.due_at <= ?4
  and e.deadline >= ?5 order by e.due_at, e.ord limit ?6`;

export const GROUP: string = `${FOUND} ${HERE} and e.due_at = ?2 and e.ord < ?3
  and e.deadline >= ?4 order by e.ord limit ?5`;

export const NEXT_GROUP: string = `select e.due_at ${FROM} ${HERE} and e.due_at > ?2 order by e.due_at limit 1`;

const FIRST = `select e.due_at ${FROM} ${HERE} and e.due_at >= ?2 and e.deadline >= ?3 order by e.due_at limit 1`;

export const FIRST_OF_GROUP: string = `select 1 ${FROM} ${HERE} and e.due_at = ?2 and e.ord < ?3 and e.deadline >= ?4 limit 1`;

/** Lane by lane, the longest due first. */
export function readyRows(sql: SqliteSql, { now, sendBudgetMs, shares, slots }: ReadyQuery): readonly Row[] {
  const rows: Row[] = [];
  const latest = now + sendBudgetMs;
  for (const { id, releasedThrough, most, dueAt, ord } of shares) {
    const end = Math.min(slots, rows.length + most);
    if (rows.length >= end) continue;
    if (releasedThrough >= ALL_RELEASED) {
      rows.push(...sql.native(READY, id, dueAt, ord, now, latest, end - rows.length));
      continue;
    }
    for (const at of groups(sql, id, 0)) {
      if (at > now || rows.length >= end) break;
      if (sql.native(FIRST_OF_GROUP, id, at, releasedThrough, latest).length === 0) continue;
      rows.push(...sql.native(GROUP, id, at, releasedThrough, latest, end - rows.length));
    }
  }
  return rows;
}

/** When the first released recipient of these lanes is due. */
export function nextReadyAt(sql: SqliteSql, { lanes, latest }: NextReadyQuery): number | undefined {
  const times = lanes.flatMap(({ id, releasedThrough, from, opensAt }) => {
    const at = firstReady(sql, id, releasedThrough, from, latest);
    return at === undefined ? [] : Math.max(at, opensAt);
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

function firstReady(
  sql: SqliteSql,
  lane: number,
  releasedThrough: number,
  from: number,
  latest: number,
): number | undefined {
  if (releasedThrough >= ALL_RELEASED) {
    const [row] = sql.native(FIRST, lane, from, latest);
    return row === undefined ? undefined : Number(row[0]);
  }
  for (const at of groups(sql, lane, from))
    if (sql.native(FIRST_OF_GROUP, lane, at, releasedThrough, latest).length > 0) return at;
  return undefined;
}

/**
 * The due times of a lane, earliest first. Recipients who wait for a wave became due at one instant with all others, and
 * stand behind the released of that instant: from instant to instant no row is read in vain.
 */
function* groups(sql: SqliteSql, lane: number, from: number): Generator<number> {
  let at = from - 1;
  for (;;) {
    const [row] = sql.native(NEXT_GROUP, lane, at);
    if (row === undefined) return;
    at = Number(row[0]);
    yield at;
  }
}
