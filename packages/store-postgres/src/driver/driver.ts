import { type Driver, listOf, numberAt, OUTER_SEQUENCES, type Sql } from "@relance/store";
import { checkReadable } from "../open/migrate.ts";
import { PgSql } from "../transaction/sql.ts";
import { PgStatement } from "../transaction/statement.ts";
import { eventPage } from "./event-cursor.ts";
import { nextReadyAt, readyRows } from "./ready-rows.ts";

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
