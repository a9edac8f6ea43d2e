import { ConfigError, StoreError, type StoreInfo } from "@relance/spec";
import {
  APPLIED,
  beginLife,
  leastReader,
  numberAt,
  pendingAmong,
  readId,
  refuseMadeBefore,
  refuseNewer,
  type Sql,
  toScript,
} from "@relance/store";
import { MIGRATIONS } from "../migrations.generated.ts";
import { BEGIN, connected, type PgSql } from "../transaction/sql.ts";
import { storeFailure } from "../transaction/store-failure.ts";
import type { PgPoolLike } from "./pool.ts";

const SCHEMA: number = MIGRATIONS.length;

const TABLE = `create table if not exists migrations (
  number         integer  primary key,
  name           text     not null,
  checksum       text     not null,
  oldest_worker  integer  not null,                   -- schema number of the oldest worker that can use it
  applied_at     bigint   not null
)`;

export type MigrateMode = "run" | "check";

/**
 * Migrates the schema to the version of this program. With `check`, only compares the versions. If several processes
 * migrate at the same time, one migrates and the others wait.
 * @throws {StoreError} `store/schema-too-new`, `store/schema-too-old`, `store/damaged`, `store/unwritable`,
 * `store/unavailable`
 * @throws {ConfigError} `config/invalid` if PostgreSQL would create the application's tables in this schema
 */
export async function migrate(pool: PgPoolLike, schema: string, mode: MigrateMode): Promise<void> {
  await alone(pool, schema, async (sql) => {
    await refuseOwnName(sql, schema);
    const { pending, steps } = await findPending(sql, schema);
    if (pending === 0) return; // without pending migrations, the role needs no right to create tables
    if (mode === "check") {
      throw new StoreError(
        "store/schema-too-old",
        `${pending} of ${SCHEMA} migrations are missing: run \`relance migrate\`, or give \`relance migrate --plan\` to a role that may`,
      );
    }
    for (const step of steps) await sql.script(step);
  });
}

/** Returns the SQL that {@link migrate} would run, for a role with that right; empty if nothing is pending. */
export async function planMigrations(pool: PgPoolLike, schema: string): Promise<string> {
  return alone(pool, schema, async (sql) => {
    const { pending, steps } = await findPending(sql, schema);
    return pending === 0 ? "" : ["begin", ...steps, "commit", ""].join(";\n\n");
  });
}

async function findPending(sql: PgSql, schema: string) {
  const isThere = await hasSchema(sql, schema);
  const pending = isThere ? await readPending(sql, schema) : MIGRATIONS;
  const head = isThere ? [] : [`create schema ${schema}`];
  const scripts = pending.map((migration) =>
    toScript(migration, leastReader(migration), "floor(extract(epoch from clock_timestamp()) * 1000)"),
  );
  const steps = [...head, describePlace(schema), TABLE, ...scripts, beginLife("gen_random_uuid()::text")];
  return { pending: pending.length, steps };
}

/** SQL: identifies this schema, so that a restored or copied schema is recognized. */
const PLACE = `select current_setting('server_version'), system_identifier || ' ' || d.oid || ' ' || n.oid
  from pg_control_system(), pg_database d, pg_namespace n
  where d.datname = current_database() and n.nspname = current_schema()`;

export async function identify(
  pool: PgPoolLike,
  schema: string,
): Promise<{ readonly place: string; readonly info: Omit<StoreInfo, "marks"> }> {
  return alone(pool, schema, async (sql) => {
    await sql.script(describePlace(schema));
    const [version, place] = ((await sql.row(PLACE)) ?? []).map(String);
    const engine = `PostgreSQL ${version?.split(" ")[0]}`;
    const life = await readId(sql, place ?? "");
    return { place: place ?? "", info: { kind: "postgres", ...life, schema: SCHEMA, engine } };
  });
}

/** @throws {StoreError} `store/schema-too-new` if the schema is too new for this program */
export async function checkReadable(sql: Sql): Promise<void> {
  const row = await sql.row("select coalesce(max(oldest_worker), 0), coalesce(max(number), 0) from migrations");
  if (row !== undefined && numberAt(row, 0) > SCHEMA) refuseNewer("the database", numberAt(row, 1), SCHEMA);
}

type Migration = (typeof MIGRATIONS)[number];

async function readPending(sql: PgSql, schema: string): Promise<readonly Migration[]> {
  await sql.script(describePlace(schema));
  if ((await sql.row("select to_regclass('migrations')"))?.[0] == null) return MIGRATIONS;
  const applied = await sql.rows(APPLIED);
  refuseMadeBefore(applied[0]?.[2]);
  await checkReadable(sql);
  return pendingAmong(MIGRATIONS, applied);
}

/** Sets a search path with temporary tables last, so that temporary tables of the application are not used. */
function describePlace(schema: string): string {
  return `set local search_path = ${schema}, pg_temp`;
}

const OWN_NAME = `select current_user = $1 and current_setting('search_path') ~ '^"\\$user"'`;

/** Refuses a schema that has the role's name, because PostgreSQL would also create the application's tables in it. */
async function refuseOwnName(sql: PgSql, schema: string): Promise<void> {
  const name = schema.slice(1, -1);
  if ((await sql.row(OWN_NAME, name))?.[0] !== true) return;
  throw new ConfigError(
    "config/invalid",
    `PostgreSQL searches the schema ${name} first for the role ${name} (search_path), so your tables and relance's would mix: write postgresStore({ …, schema: "relance_store" }), or use another role`,
  );
}

const SCHEMA_RIGHT = "select has_schema_privilege(oid, 'usage') from pg_namespace where nspname = $1";

/** Throws if the role may not use the schema. Without this check, the schema would look empty. */
async function hasSchema(sql: PgSql, schema: string): Promise<boolean> {
  const row = await sql.row(SCHEMA_RIGHT, schema.slice(1, -1));
  if (row?.[0] === false) throw new StoreError("store/unwritable", `the role has no right to use the schema ${schema}`);
  return row !== undefined;
}

export const LOCKED = { migrations: 1, arrivals: 2 } as const;

/** Runs a transaction while no other migration of this schema can run. */
async function alone<T>(pool: PgPoolLike, schema: string, body: (sql: PgSql) => Promise<T>): Promise<T> {
  try {
    return await connected({ pool, isPipelined: false }, async (sql) => {
      await sql.script(BEGIN);
      await sql.run(`select pg_advisory_xact_lock(hashtext($1), ${LOCKED.migrations})`, schema);
      const answer = await body(sql);
      await sql.script("commit");
      return answer;
    });
  } catch (error) {
    throw storeFailure(error);
  }
}
