import {
  type Cell,
  type ChangedColumn,
  type Column,
  type Driver,
  EVENT_BLOCK,
  eventsByNumber,
  ID_BLOCKS,
  OUTER_SEQUENCES,
  type Row,
  type Sql,
  type Statement,
  type Value,
} from "@relance/store";
import { checkReadable } from "../open/check-content.ts";
import { SqliteSql } from "../transaction/sql.ts";
import { nextReadyAt, readyRows } from "./ready-rows.ts";

/** What a transaction writes: a prepared statement a row, which costs half of what one over a list does. */
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

  addTo(table: "counters" | "bins", columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    const names = columns.map(([name]) => name);
    const text = `insert into ${table} (${names.join(", ")}) values (${names.map(() => "?").join(", ")})
      on conflict do update set n = n + excluded.n`;
    for (const row of rows) this.#sql.change(text, row);
  }

  part(text: string, ...values: Value[]): void {
    this.#parts.push([text, ...values]);
  }

  async run(): Promise<void> {
    for (const [text, ...values] of this.#parts) await this.#sql.run(text, ...values);
  }
}

const TAKE = `insert into sequences (name, last) values (?1, ?2)
  on conflict do update set last = last + excluded.last returning last`;
const LAST = "select coalesce(max(last), 0) from sequences";
const START = `insert into sequences (name, last) values (?1, ?2)
  on conflict do update set last = max(last, excluded.last)`;

/** What differs in kind on SQLite: one process writes at a time, so nothing has to be locked. */
export const sqliteDriver: Driver = {
  blocks: async (sql, kind, count) => take(ours(sql), kind, ID_BLOCKS[kind], count),
  drawEvents: async (sql, blocks) =>
    take(ours(sql), "event_ids", EVENT_BLOCK, blocks).map((first): Row => [null, first]),
  lastNumber: async (sql) => Number(ours(sql).native(LAST)[0]?.[0]),
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

/** First numbers of so many blocks. */
function take(sql: SqliteSql, name: string, size: number, count: number): number[] {
  if (count === 0) return [];
  const last = Number(sql.native(TAKE, name, size * count)[0]?.[0]);
  return Array.from({ length: count }, (_, place) => last - size * (count - place) + 1);
}

function ours(sql: Sql): SqliteSql {
  if (sql instanceof SqliteSql) return sql;
  throw new Error("a statement of another database");
}
