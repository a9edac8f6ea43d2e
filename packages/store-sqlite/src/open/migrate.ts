import { hash } from "node:crypto";
import { StoreError } from "@relance/spec";
import { MIGRATIONS } from "../migrations.generated.ts";
import { numberAt, type Sql } from "../sql.ts";

/** Schema number of this program. */
export const SCHEMA: number = MIGRATIONS.length;

/** `rela`: marks the file as ours. */
export const APPLICATION_ID = 0x72656c61;

const TABLE = `create table if not exists migrations (number integer primary key, name text not null,
  checksum text not null, applied_at integer not null) strict`;

/**
 * Brings the file to this program's schema, forwards only, one transaction.
 * @throws {StoreError} `store/damaged`
 */
export function migrate(sql: Sql, now: number, incarnation: string): void {
  sql.exec("begin immediate");
  try {
    sql.exec(TABLE);
    const done = sql.rows("select number, checksum from migrations");
    const known = new Map(done.map((row) => [numberAt(row, 0), row[1]]));
    for (const migration of MIGRATIONS) {
      const checksum = hash("sha256", migration.sql);
      const applied = known.get(migration.number);
      if (applied !== undefined && applied !== checksum) {
        throw new StoreError(
          "store/damaged",
          `migration ${migration.number} is not the one that was released`,
        );
      }
      if (applied !== undefined) continue;
      sql.exec(migration.sql);
      sql.run("insert into migrations values (?, ?, ?, ?)", migration.number, migration.name, checksum, now);
    }
    sql.run("insert into meta (name, value) values ('incarnation', ?) on conflict do nothing", incarnation);
    sql.exec(`pragma application_id = ${APPLICATION_ID}`);
    if (numberAt(sql.row("pragma user_version") ?? [0], 0) < SCHEMA)
      sql.exec(`pragma user_version = ${SCHEMA}`);
    sql.exec("commit");
  } catch (error) {
    if (sql.isTransaction) sql.exec("rollback");
    throw error;
  }
}

export function incarnationOf(sql: Sql): string {
  return String(sql.row("select value from meta where name = 'incarnation'")?.[0] ?? "");
}
