import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { MIGRATIONS as POSTGRES } from "../../../packages/store-postgres/src/migrations.generated.ts";
import { MIGRATIONS as SQLITE } from "../../../packages/store-sqlite/src/migrations.generated.ts";

const ROWS = new URL("./sqlite-schema-5.sql", import.meta.url);

/** The schema of the first version. */
const FIRST = 5;

/** Writes the file that the first version left behind; answers its last instant. */
export function writeFirstFile(file: string): number {
  const db = new DatabaseSync(file);
  db.exec(`create table migrations (number integer primary key, name text not null,
    checksum text not null, applied_at integer not null) strict`);
  for (const { number, sql } of SQLITE) if (number <= FIRST) db.exec(sql);
  db.exec(readFileSync(ROWS, "utf8"));
  db.exec(`pragma application_id = ${0x72656c61}; pragma user_version = ${FIRST}`);
  const last = Number(db.prepare("select max(at) as at from events").get()?.at);
  db.close();
  return last;
}

const TABLES = `select c.relname as table, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'relance'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
  group by c.relname`;
const SEQUENCES = "select sequencename as name, last_value from pg_sequences where schemaname = 'relance'";

/** Takes a database back to its first migrations: later tables and columns are gone, and what stood in them. */
export async function toFirstSchema(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "begin; alter schema relance rename to later; create schema relance; set local search_path = relance",
  );
  for (const { number, sql } of POSTGRES) if (number <= FIRST) await client.query(sql);
  await client.query("create table migrations (like later.migrations including all)");
  await client.query("set local session_replication_role = replica"); // rows in whatever order
  for (const { table, columns } of (await client.query(TABLES)).rows) {
    const rows = table === "migrations" ? `later.migrations where number <= ${FIRST}` : `later.${table}`;
    await client.query(
      `insert into ${table} (${columns}) overriding system value select ${columns} from ${rows}`,
    );
  }
  for (const { name } of (await client.query(SEQUENCES)).rows) {
    await client.query(`select setval('${name}', s.last_value, s.is_called) from later.${name} s`);
  }
  await client.query("drop schema later cascade; commit");
  await client.end();
}
