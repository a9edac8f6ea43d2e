import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { SqliteSql } from "../transaction/sql.ts";
import { checkContent } from "./check-content.ts";
import { isInMemory } from "./check-place.ts";
import { applied, planOf } from "./migrate.ts";

/**
 * The SQL that opening this file would run, as one transaction; "" = nothing is missing. Writes nothing.
 * @throws {StoreError} `store/not-ours`, `store/damaged`, `store/schema-too-new`, `store/moved`
 */
export function planFor(file: string): string {
  if (isInMemory(file) || !existsSync(file)) return planOf(new Map());
  checkContent(file);
  const sql = new SqliteSql(new DatabaseSync(file, { readOnly: true, timeout: 5_000 }));
  try {
    const isOurs = sql.native("select 1 from sqlite_schema where name = 'migrations'").length > 0;
    return planOf(isOurs ? applied(sql) : new Map());
  } finally {
    sql.close();
  }
}
