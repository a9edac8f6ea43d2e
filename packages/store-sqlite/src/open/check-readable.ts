import { StoreError } from "@relance/spec";
import type { SqliteSql } from "../transaction/sql.ts";
import { SCHEMA } from "./migrate.ts";

/**
 * Looks whether the file has a schema of later days that this program cannot live with.
 * @throws {StoreError} `store/schema-too-new`
 */
export function checkReadable(sql: SqliteSql): void {
  const schema = Number(sql.native("pragma user_version")[0]?.[0] ?? 0);
  if (schema <= SCHEMA || leastReader(sql, schema) <= SCHEMA) return;
  throw new StoreError(
    "store/schema-too-new",
    `the file has schema ${schema}, and this program knows ${SCHEMA}: update relance on this machine, then start again`,
  );
}

/** The oldest program that may still work on a newer schema. */
function leastReader(sql: SqliteSql, schema: number): number {
  const least = sql.native("select value from meta where name = 'minimum_reader'")[0]?.[0];
  return least === undefined ? schema : Number(least);
}
