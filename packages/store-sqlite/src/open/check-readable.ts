import { StoreError } from "@relance/spec";
import { numberAt, type Sql } from "../transaction/sql.ts";
import { SCHEMA } from "./migrate.ts";

/**
 * Looks whether the file has a schema of later days that this program cannot live with.
 * @throws {StoreError} `store/schema-too-new`
 */
export function checkReadable(sql: Sql): void {
  const schema = numberAt(sql.row("pragma user_version") ?? [0], 0);
  if (schema <= SCHEMA || leastReader(sql, schema) <= SCHEMA) return;
  throw new StoreError(
    "store/schema-too-new",
    `the file has schema ${schema}, and this program knows ${SCHEMA}: update relance on this machine, then start again`,
  );
}

/** The oldest program that may still work on a newer schema. */
function leastReader(sql: Sql, schema: number): number {
  const least = sql.row("select value from meta where name = 'minimum_reader'")?.[0];
  return typeof least === "number" ? least : schema;
}
