import {
  type Driver,
  HOT_COLUMNS,
  listOf,
  type NextReadyQuery,
  numberAt,
  OUTER_SEQUENCES,
  PERSON,
  type ReadyQuery,
  type Row,
  readyIn,
  type Sql,
} from "@relance/store";
import { checkReadable } from "../open/migrate.ts";
import { PgSql } from "../transaction/sql.ts";
import { PgStatement } from "../transaction/statement.ts";
import { eventPage } from "./event-cursor.ts";

/** In this order, see event-page.ts: whoever sees a number knows that its transaction was seen. */
const DRAW = "select pg_current_xact_id(), nextval('event_ids') from generate_series(1, $1)";

/** The key of the advisory lock: a hash of the schema, and 2; migrations have 1. */
const ARRIVALS = "hashtext(current_schema()), 2";

/** In one order: transactions that ask for the same phones wait for each other and no more. */
const PHONES = "select pg_advisory_xact_lock(u.hash) from unnest($1::bigint[]) u (hash) order by u.hash";

const WORKERS = "lock table workers in share row exclusive mode";

/** The widest step of a sequence, whose last value is the first number of a step. */
const STEP = 1_000;
const LAST = `select greatest(${OUTER_SEQUENCES.map((name) => `(select last_value from ${name})`).join(", ")})`;

/** What differs in kind on PostgreSQL. */
export const pgDriver: Driver = {
  async blocks(sql, kind, count) {
    const rows = await sql.rows(`select nextval('${kind}') from generate_series(1, $1)`, count);
    return rows.map((row) => numberAt(row, 0));
  },
  drawEvents: (sql, blocks) => sql.rows(DRAW, blocks),
  lastNumber: async (sql) => numberAt((await sql.row(LAST)) ?? [0], 0) + STEP - 1,
  async startNumbers(sql, from) {
    for (const name of OUTER_SEQUENCES)
      await sql.run(`select setval('${name}', greatest(last_value, $1::bigint), false) from ${name}`, from);
  },
  statement: (sql) => new PgStatement(ours(sql)),
  async holdArrivals(sql, mode) {
    const lock = mode === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock";
    await sql.run(`select ${lock}(${ARRIVALS})`);
  },
  async holdWorkers(sql) {
    await sql.run(WORKERS);
  },
  async holdPhones(sql, hashes) {
    await sql.run(PHONES, listOf(hashes));
  },
  eventPage,
  readyRows,
  nextReadyAt,
  checkReadable,
};

function ours(sql: Sql): PgSql {
  if (sql instanceof PgSql) return sql;
  throw new Error("a statement of another database");
}

/**
 * Materialized, so that no plan runs the limit twice. The queues come in their order, and each stops at its share; a limit that
 * comes from a row is none to the planner, so there is one inside that it knows.
 */
function select(skipsLocked: boolean): string {
  return `with c as materialized (select e.* from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $7::int[])
        l (id, due_from, send_order_from, released, most),
      lateral (select * from (select ${HOT_COLUMNS} from enrollments e where ${readyIn("l.id")}
        and (e.due_at, e.send_order) >= (l.due_from, l.send_order_from) and e.due_at <= $5 and e.deadline >= $6 and e.send_order < l.released
        order by e.due_at, e.send_order limit $9 for no key update ${skipsLocked ? "skip locked" : ""}) e
        limit l.most) e
      limit $8)
    select c.*, ${PERSON} from c join people p on p.id = c.id`;
}

const SELECT = select(true);
const SELECT_WAITING = select(false);

/** One statement for all queues, in one round trip. */
async function readyRows(
  sql: Sql,
  { now, sendBudgetMs, shares, slots, skipsLocked }: ReadyQuery,
): Promise<readonly Row[]> {
  return sql.rows(
    skipsLocked ? SELECT : SELECT_WAITING,
    listOf(shares.map(({ id }) => id)),
    listOf(shares.map(({ dueAt }) => dueAt)),
    listOf(shares.map(({ sendOrder }) => sendOrder)),
    listOf(shares.map(({ releasedThrough }) => releasedThrough)),
    now,
    now + sendBudgetMs,
    listOf(shares.map(({ most }) => most)),
    slots,
    Math.max(...shares.map(({ most }) => most)),
  );
}

const NEXT = `select min(greatest(n.due_at, n.opens)) from (select l.opens, (select e.due_at from enrollments e
    where ${readyIn("l.id")} and e.due_at >= l.due_from and e.send_order < l.released and e.deadline >= $5
    order by e.due_at limit 1) as due_at
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) l (id, released, due_from, opens)) n
  where n.due_at is not null`;

async function nextReadyAt(sql: Sql, { queues, latest }: NextReadyQuery): Promise<number | undefined> {
  const row = await sql.row(
    NEXT,
    listOf(queues.map(({ id }) => id)),
    listOf(queues.map(({ releasedThrough }) => releasedThrough)),
    listOf(queues.map(({ from }) => from)),
    listOf(queues.map(({ opensAt }) => opensAt)),
    latest,
  );
  return row === undefined || row[0] === null ? undefined : numberAt(row, 0);
}
