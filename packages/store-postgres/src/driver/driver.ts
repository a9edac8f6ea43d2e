import {
  type Cell,
  type ChangedColumn,
  type Column,
  type Driver,
  firstDue,
  HOT_COLUMNS,
  type NextReadyQuery,
  numberAt,
  numbersIn,
  OUTER_SEQUENCES,
  pluck,
  type ReadyQuery,
  type Row,
  readyIn,
  type Sql,
  type Statement,
  type Value,
  withPerson,
} from "@relance/store";
import { checkReadable, LOCKED } from "../open/migrate.ts";
import { buildArrays, buildInsert } from "../transaction/sql.ts";
import { eventPage } from "./event-cursor.ts";

/** SQL: assigns the transaction's id before event numbers. event-cursor.ts relies on this order. */
const DRAW = "select pg_current_xact_id(), nextval('event_ids') from generate_series(1, $1)";

const ARRIVALS = `hashtext(current_schema()), ${LOCKED.arrivals}`;

/** Locks phone numbers in a fixed order, so that transactions for the same numbers cannot deadlock. */
const PHONES = "select pg_advisory_xact_lock(u.hash) from unnest($1::bigint[]) u (hash) order by u.hash";

const WORKERS = "lock table workers in share row exclusive mode";

const STEP = 1_000;
const LAST = `select greatest(${OUTER_SEQUENCES.map((name) => `(select last_value from ${name})`).join(", ")})`;

export const pgDriver: Driver = {
  async blocks(sql, kind, count) {
    const rows = await sql.rows(`select nextval('${kind}') from generate_series(1, $1)`, count);
    return numbersIn(rows);
  },
  drawEvents: (sql, blocks) => sql.rows(DRAW, blocks),
  lastNumber: async (sql) => numberAt((await sql.row(LAST)) ?? [0], 0) + STEP - 1,
  async startNumbers(sql, from) {
    for (const name of OUTER_SEQUENCES)
      await sql.run(`select setval('${name}', greatest(last_value, $1::bigint), false) from ${name}`, from);
  },
  statement: (sql) => new PgStatement(sql),
  async holdArrivals(sql, mode) {
    const lock = mode === "shared" ? "pg_advisory_xact_lock_shared" : "pg_advisory_xact_lock";
    await sql.run(`select ${lock}(${ARRIVALS})`);
  },
  async holdWorkers(sql) {
    await sql.run(WORKERS);
  },
  async holdPhones(sql, hashes) {
    await sql.run(PHONES, hashes);
  },
  eventPage,
  readyRows,
  nextReadyAt,
  checkReadable,
};

/** Reads at most each queue's share of rows. The planner needs the constant inner limit. */
const SELECT = withPerson(`select e.* from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $7::int[])
        l (id, due_from, send_order_from, released, most),
      lateral (select * from (select ${HOT_COLUMNS} from enrollments e where ${readyIn("l.id")}
        and (e.due_at, e.send_order) >= (l.due_from, l.send_order_from) and e.due_at <= $5 and e.deadline >= $6 and e.send_order < l.released
        order by e.due_at, e.send_order limit $9 for no key update skip locked) e
        limit l.most) e
      limit $8`);

async function readyRows(sql: Sql, { now, sendBudgetMs, shares, slots }: ReadyQuery): Promise<readonly Row[]> {
  return sql.rows(
    SELECT,
    pluck(shares, "id"),
    pluck(shares, "dueAt"),
    pluck(shares, "sendOrder"),
    pluck(shares, "releasedThrough"),
    now,
    now + sendBudgetMs,
    pluck(shares, "most"),
    slots,
    Math.max(...shares.map(({ most }) => most)),
  );
}

const NEXT = `select min(greatest(n.due_at, n.opens)) from (select l.opens,
    (${firstDue("l.id", "e.due_at >= l.due_from and e.send_order < l.released and e.deadline >= $5")}) as due_at
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) l (id, released, due_from, opens)) n
  where n.due_at is not null`;

async function nextReadyAt(sql: Sql, { queues, latest }: NextReadyQuery): Promise<number | undefined> {
  const row = await sql.row(
    NEXT,
    pluck(queues, "id"),
    pluck(queues, "releasedThrough"),
    pluck(queues, "from"),
    pluck(queues, "opensAt"),
    latest,
  );
  return row === undefined || row[0] === null ? undefined : numberAt(row, 0);
}

/** All writes of a transaction as one statement, with a CTE per table: one round trip and one plan. */
class PgStatement implements Statement {
  readonly #sql: Sql;
  readonly #parts: string[] = [];
  readonly #values: Value[] = [];

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.#parts.push(buildInsert(table, columns, rows, this.#values));
  }

  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void {
    const [[key] = ["id"], ...others] = columns;
    const sets = others.map(([name, , set = `u.${name}`]) => `${name} = ${set}`).join(", ");
    const names = columns.map(([name]) => name).join(", ");
    this.#parts.push(`update ${table} a set ${sets} from unnest(${buildArrays(columns, rows, this.#values)}) u (${names})
      where a.${key} = u.${key}`);
  }

  /** Adds rows that `fold` sums up later: updates of hot rows would serialize transactions. */
  addCounts(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.insert("counter_deltas", columns, rows);
  }

  part(text: string, ...values: Value[]): void {
    const before = this.#values.length;
    this.#values.push(...values);
    this.#parts.push(text.replace(/\$(\d+)/g, (_, number: string) => `$${before + Number(number)}`));
  }

  async run(): Promise<void> {
    const [first, ...others] = this.#parts;
    if (first === undefined) return;
    if (others.length === 0) {
      await this.#sql.run(first, ...this.#values);
      return;
    }
    const named = this.#parts.map((text, place) => `w${place} as (${text})`);
    await this.#sql.run(`with ${named.join(", ")} select 1`, ...this.#values);
  }
}
