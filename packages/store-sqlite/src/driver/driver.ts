import {
  ALL_RELEASED,
  type Cell,
  type ChangedColumn,
  type Column,
  type Driver,
  EVENT_BLOCK,
  eventsByNumber,
  firstDue,
  HOT_COLUMNS,
  ID_BLOCKS,
  type NextReadyQuery,
  OUTER_SEQUENCES,
  PERSON,
  type ReadyQuery,
  type Row,
  readyIn,
  type Sql,
  type Statement,
  type Value,
} from "@relance/store";
import { checkReadable } from "../open/check-content.ts";
import { SqliteSql, translate } from "../transaction/sql.ts";

/** Collects a transaction's writes until its end. A statement per row takes half the time of a statement for all. */
class SqliteStatement implements Statement {
  readonly #sql: SqliteSql;
  readonly #parts: (readonly [text: string, ...values: Value[]])[] = [];

  constructor(sql: SqliteSql) {
    this.#sql = sql;
  }

  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.#sql.add(table, columns, rows);
  }

  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void {
    const [[key] = ["id"], ...others] = columns;
    const sets = others.map(
      ([name, , set], place) => `${name} = ${(set ?? `u.${name}`).replace(`u.${name}`, `?${place + 2}`)}`,
    );
    const text = `update ${table} as a set ${sets.join(", ")} where a.${key} = ?1`;
    for (const row of rows) this.#sql.change(text, row);
  }

  addCounts(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.#sql.add("counters", columns, rows, "on conflict do update set n = n + excluded.n");
  }

  part(text: string, ...values: Value[]): void {
    this.#parts.push([text, ...values]);
  }

  async run(): Promise<void> {
    for (const [text, ...values] of this.#parts) await this.#sql.run(text, ...values);
  }
}

const NUMBER = "cast(value as integer)";
const GIVEN = "cast(excluded.value as integer)";
const TAKE = `insert into meta (name, value) values (?1, ?2)
  on conflict do update set value = ${NUMBER} + ${GIVEN} returning ${NUMBER}`;
const LAST = `select coalesce(max(${NUMBER}), 0) from meta where name in ('${OUTER_SEQUENCES.join("', '")}')`;
const START = `insert into meta (name, value) values (?1, ?2)
  on conflict do update set value = max(${NUMBER}, ${GIVEN})`;

/** The parts of the store that are specific to SQLite. One process writes at a time, so no row is locked. */
export const sqliteDriver: Driver = {
  hasOneWriter: true,
  blocks: async (sql, kind, count) => take(ours(sql), kind, ID_BLOCKS[kind], count),
  drawEvents: async (sql, blocks) =>
    take(ours(sql), "event_ids", EVENT_BLOCK, blocks).map((first): Row => [null, first]),
  lastNumber: async (sql) => ours(sql).number(LAST),
  async startNumbers(sql, from) {
    for (const name of OUTER_SEQUENCES) ours(sql).change(START, [name, from - 1]);
  },
  statement: (sql) => new SqliteStatement(ours(sql)),
  holdArrivals: async () => {},
  holdWorkers: async () => {},
  holdPhones: async () => {},
  eventPage: eventsByNumber,
  readyRows: async (sql, query) => readyRows(ours(sql), query),
  nextReadyAt: async (sql, query) => nextReadyAt(ours(sql), query),
  checkReadable: async (sql) => checkReadable(ours(sql)),
};

function take(sql: SqliteSql, name: string, size: number, count: number): number[] {
  if (count === 0) return [];
  const last = sql.number(TAKE, name, size * count);
  return Array.from({ length: count }, (_, place) => last - size * (count - place) + 1);
}

function ours(sql: Sql): SqliteSql {
  if (sql instanceof SqliteSql) return sql;
  throw new Error("a statement of another database");
}

const FROM = "from enrollments e indexed by enrollments_ready";
const HERE = `where ${readyIn("?1")}`;
const FOUND = translate(`select ${HOT_COLUMNS}, ${PERSON} ${FROM} join people p on p.id = e.id`).text;

const READY = `${FOUND} ${HERE} and (e.due_at, e.send_order) >= (?2, ?3) and e.due_at <= ?4
  and e.deadline >= ?5 order by e.due_at, e.send_order limit +?6`;

const IN_GROUP = `${HERE} and e.due_at = ?2 and e.send_order < ?3 and e.deadline >= ?4`;

export const GROUP: string = `${FOUND} ${IN_GROUP} order by e.send_order limit +?5`;

export const NEXT_GROUP: string = firstDue("?1", "e.due_at > ?2", FROM);

const FIRST = firstDue("?1", "e.due_at >= ?2 and e.deadline >= ?3", FROM);

export const FIRST_OF_GROUP: string = `select 1 ${FROM} ${IN_GROUP} limit 1`;

function readyRows(sql: SqliteSql, { now, sendBudgetMs, shares, slots }: ReadyQuery): readonly Row[] {
  const rows: Row[] = [];
  const latest = now + sendBudgetMs;
  for (const { id, releasedThrough, most, dueAt, sendOrder } of shares) {
    const end = Math.min(slots, rows.length + most);
    if (rows.length >= end) continue;
    if (releasedThrough >= ALL_RELEASED) {
      rows.push(...sql.native(READY, id, dueAt, sendOrder, now, latest, end - rows.length));
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

function nextReadyAt(sql: SqliteSql, { queues, latest }: NextReadyQuery): number | undefined {
  const times = queues.flatMap(({ id, releasedThrough, from, opensAt }) => {
    const at = firstReady(sql, id, releasedThrough, from, latest);
    return at === undefined ? [] : Math.max(at, opensAt);
  });
  return times.length === 0 ? undefined : Math.min(...times);
}

function firstReady(
  sql: SqliteSql,
  queue: number,
  releasedThrough: number,
  from: number,
  latest: number,
): number | undefined {
  if (releasedThrough >= ALL_RELEASED) {
    const [row] = sql.native(FIRST, queue, from, latest);
    return row === undefined ? undefined : Number(row[0]);
  }
  for (const at of groups(sql, queue, from))
    if (sql.native(FIRST_OF_GROUP, queue, at, releasedThrough, latest).length > 0) return at;
  return undefined;
}

/**
 * Yields the due times of a queue, earliest first. Recipients of a later wave have the same due time as released ones,
 * but a higher send order, so the store does not read them early.
 */
function* groups(sql: SqliteSql, queue: number, from: number): Generator<number> {
  let at = from - 1;
  for (;;) {
    const [row] = sql.native(NEXT_GROUP, queue, at);
    if (row === undefined) return;
    at = Number(row[0]);
    yield at;
  }
}
