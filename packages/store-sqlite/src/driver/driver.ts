import {
  type Driver,
  EVENT_BLOCK,
  eventsByNumber,
  ID_BLOCKS,
  OUTER_SEQUENCES,
  type Row,
  type Sql,
} from "@relance/store";
import { checkReadable } from "../open/check-readable.ts";
import { SqliteSql } from "../transaction/sql.ts";
import { SqliteStatement } from "../transaction/statement.ts";
import { nextReadyAt, readyRows } from "./ready-rows.ts";

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
