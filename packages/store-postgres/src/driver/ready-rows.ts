import {
  HOT_COLUMNS,
  listOf,
  type NextReadyQuery,
  numberAt,
  PERSON,
  type ReadyQuery,
  type Row,
  readyIn,
  type Sql,
} from "@relance/store";

/**
 * Materialized, so that no plan runs the limit twice. The lanes come in their order, and each stops at its share; a limit that
 * comes from a row is none to the planner, so there is one inside that it knows.
 */
function select(skipsLocked: boolean): string {
  return `with c as materialized (select e.* from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $7::int[])
        l (id, due_from, ord_from, released, most),
      lateral (select * from (select ${HOT_COLUMNS} from enrollments e where ${readyIn("l.id")}
        and (e.due_at, e.ord) >= (l.due_from, l.ord_from) and e.due_at <= $5 and e.deadline >= $6 and e.ord < l.released
        order by e.due_at, e.ord limit $9 for no key update ${skipsLocked ? "skip locked" : ""}) e
        limit l.most) e
      limit $8)
    select c.*, ${PERSON} from c join people p on p.id = c.id`;
}

const SELECT = select(true);
const SELECT_WAITING = select(false);

/** One statement for all lanes, in one round trip. */
export async function readyRows(
  sql: Sql,
  { now, sendBudgetMs, shares, slots, skipsLocked }: ReadyQuery,
): Promise<readonly Row[]> {
  return sql.rows(
    skipsLocked ? SELECT : SELECT_WAITING,
    listOf(shares.map(({ id }) => id)),
    listOf(shares.map(({ dueAt }) => dueAt)),
    listOf(shares.map(({ ord }) => ord)),
    listOf(shares.map(({ releasedThrough }) => releasedThrough)),
    now,
    now + sendBudgetMs,
    listOf(shares.map(({ most }) => most)),
    slots,
    Math.max(...shares.map(({ most }) => most)),
  );
}

const NEXT = `select min(greatest(n.due_at, n.opens)) from (select l.opens, (select e.due_at from enrollments e
    where ${readyIn("l.id")} and e.due_at >= l.due_from and e.ord < l.released and e.deadline >= $5
    order by e.due_at limit 1) as due_at
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) l (id, released, due_from, opens)) n
  where n.due_at is not null`;

export async function nextReadyAt(sql: Sql, { lanes, latest }: NextReadyQuery): Promise<number | undefined> {
  const row = await sql.row(
    NEXT,
    listOf(lanes.map(({ id }) => id)),
    listOf(lanes.map(({ releasedThrough }) => releasedThrough)),
    listOf(lanes.map(({ from }) => from)),
    listOf(lanes.map(({ opensAt }) => opensAt)),
    latest,
  );
  return row === undefined || row[0] === null ? undefined : numberAt(row, 0);
}
