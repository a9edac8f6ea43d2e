import { APPLIED, beginLife, FACT, KEEP_FACT, leastReader, pendingAmong, type Row, toScript } from "@relance/store";
import { MIGRATIONS } from "../migrations.generated.ts";
import { type SqliteSql, translate } from "../transaction/sql.ts";

export const SCHEMA: number = MIGRATIONS.length;

/** `rela` in ASCII, which marks a file of relance. */
export const APPLICATION_ID = 0x72656c61;

const LEAST_READER = Math.max(...MIGRATIONS.map(leastReader));

const LIVES = `insert into meta (name, value) values ('minimum_reader', '${LEAST_READER}')
  on conflict (name) do update set value = cast(max(cast(value as integer), cast(excluded.value as integer)) as text)`;

const TABLE = `create table if not exists migrations (number integer primary key, name text not null,
  checksum text not null, applied_at integer not null) strict`;

/** Migrates the file to this program's schema in one transaction. @throws {StoreError} `store/damaged` */
export function migrate(sql: SqliteSql, now: number, incarnation: string): void {
  sql.exec("begin immediate");
  try {
    for (const step of listSteps(pendingAmong(MIGRATIONS, applied(sql)), now)) sql.exec(step);
    sql.change(beginLife("?"), [incarnation]);
    sql.exec("commit");
  } catch (error) {
    if (sql.isTransaction) sql.exec("rollback");
    throw error;
  }
}

export function applied(sql: SqliteSql): readonly Row[] {
  if (sql.native("select 1 from sqlite_schema where name = 'migrations'").length === 0) return [];
  return sql.native(APPLIED);
}

/** Returns the SQL of all steps, without the store's id. If the file has a newer schema, its number does not change. */
function listSteps(pending: readonly (typeof MIGRATIONS)[number][], at: number | string): readonly string[] {
  const scripts = pending.map((migration) => toScript(migration, at));
  const numbered = pending.length === 0 ? [] : [`pragma user_version = ${SCHEMA}`];
  return [TABLE, ...scripts, LIVES, `pragma application_id = ${APPLICATION_ID}`, ...numbered];
}

/** Returns the SQL that {@link migrate} would run after these migrations, as one transaction; "" if none. */
export function planMigrations(done: readonly Row[]): string {
  const pending = pendingAmong(MIGRATIONS, done);
  if (pending.length === 0) return "";
  const steps = listSteps(pending, "cast(unixepoch('subsec') * 1000 as integer)");
  return ["begin immediate", ...steps, beginLife("lower(hex(randomblob(16)))"), "commit", ""].join(";\n\n");
}

const FIND = translate(FACT).text;
const KEEP = translate(KEEP_FACT).text;

export function readFact(sql: SqliteSql, name: "incarnation" | "minimum_reader" | "moved"): string | undefined {
  return sql.native(FIND, name)[0]?.[0] as string | undefined;
}

export function keepFact(sql: SqliteSql, name: string, value: string): void {
  sql.change(KEEP, [name, value]);
}
