import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@relance/spec";
import { refuseMadeBefore, refuseNewer } from "@relance/store";
import { SqliteSql } from "../transaction/sql.ts";
import { APPLICATION_ID, applied, keepFact, readFact, SCHEMA } from "./migrate.ts";

/** Files up to this size are checked completely at each open; of larger files, only the small central tables. */
const WHOLE_BYTES = 64 * 1024 * 1024;
const CORNERSTONES = ["meta", "strings", "campaigns", "versions", "queues", "counters", "workers"];

/**
 * Before a file is opened for writing, checks that relance made it, that it is intact, and that its schema is known.
 * @param isDeparting - true to ignore an unfinished transfer
 * @throws {StoreError} `store/not-ours`, `store/damaged`, `store/schema-too-old`, `store/schema-too-new`, `store/moved`
 */
export function checkContent(file: string, isDeparting: boolean = false): void {
  reading(file, (sql) => {
    const application = sql.number("pragma application_id");
    if (application === 0 && sql.number("select count(*) from sqlite_schema") === 0) return; // a new store
    if (application !== APPLICATION_ID)
      throw new StoreError("store/not-ours", "the file is a database of another program");
    refuseMadeBefore(applied(sql)[0]?.[2] ?? null); // a file with tables but without migrations cannot be upgraded
    checkReadable(sql);
    checkTransferred(sql, isDeparting);
    const isSmall = sql.number("pragma page_count") * sql.number("pragma page_size") <= WHOLE_BYTES;
    for (const check of isSmall ? ["quick_check"] : CORNERSTONES.map((table) => `quick_check(${table})`))
      if (sql.native(`pragma ${check}`)[0]?.[0] !== "ok")
        throw new StoreError("store/damaged", "the file is damaged; restore it from a copy");
  });
}

export function reading<T>(file: string, look: (sql: SqliteSql) => T): T {
  const sql = new SqliteSql(new DatabaseSync(file, { readOnly: true, timeout: 5_000 }));
  try {
    return look(sql);
  } finally {
    sql.close();
  }
}

/** @throws {StoreError} `store/schema-too-new` if the schema is too new for this program */
export function checkReadable(sql: SqliteSql): void {
  const schema = sql.number("pragma user_version");
  if (schema > SCHEMA && Number(readFact(sql, "minimum_reader") ?? schema) > SCHEMA)
    refuseNewer("the file", schema, SCHEMA);
}

interface TransferMark {
  readonly to: string;
  readonly isDone: boolean;
}

/**
 * Refuses a file whose data was moved to another store. Each process checks this before a write. Without the check, two
 * stores could send to the same recipients.
 * @param isDeparting - true to ignore an unfinished transfer
 * @throws {StoreError} `store/moved`
 */
export function checkTransferred(sql: SqliteSql, isDeparting: boolean = false): void {
  const value = readFact(sql, "moved");
  if (value === undefined) return;
  const { to, isDone } = JSON.parse(value) as TransferMark;
  if (!isDone && isDeparting) return;
  throw new StoreError(
    "store/moved",
    isDone
      ? `all data was moved to ${to}; open that store`
      : `a transfer to ${to} began and did not end: run the same \`relance transfer\` again`,
  );
}

export function writeMark(sql: SqliteSql, mark: TransferMark): void {
  keepFact(sql, "moved", JSON.stringify(mark));
}

export function removeMark(sql: SqliteSql): void {
  sql.change("delete from meta where name = 'moved'", []);
}
