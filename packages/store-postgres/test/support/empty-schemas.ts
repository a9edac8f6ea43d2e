import { hash } from "node:crypto";
import type { CallerTransaction } from "@relance/conformance/store";
import type { Store } from "@relance/spec";
import { type PgPoolLike, type PostgresStoreOptions, postgresStore } from "@relance/store-postgres";
import type { TestDatabase, TestPostgres } from "@relance/test-postgres/vitest";
import { Pool, type PoolClient } from "pg";
import { afterAll, beforeAll } from "vitest";
import { callerTransaction } from "./caller-transaction.ts";

export interface EmptyStore {
  readonly store: Store;
  readonly begin: () => Promise<CallerTransaction>;
  readonly beside: () => Promise<Store>;
  readonly giveBack: () => Promise<void>;
}

/** Stores that start empty, in one database: many scenes, few migrations. */
export interface EmptySchemas {
  /** A store over a schema that no one else has, open. */
  open(options?: Pick<PostgresStoreOptions, "clock">): Promise<EmptyStore>;
}

/**
 * Empties every table, those that others refer to last; the sequences continue, so that no number of a scene means
 * anything in the next.
 */
const EMPTY = `do $$ declare named text; begin
  drop table if exists notes_lines; -- of a plugin
  for named in select tablename from pg_tables where schemaname = current_schema()
    and tablename not in ('migrations', 'meta') order by tablename = 'strings', tablename = 'campaigns' loop
    execute 'delete from ' || named;
  end loop;
  delete from meta where name <> 'incarnation';
  update meta set value = gen_random_uuid()::text;
end $$`;

/** Parsing is half of what these scenes cost a server: each connection keeps its statements, as the store's own do. */
function keepStatements(client: PoolClient): void {
  const query = client.query.bind(client) as (statement: object, ...rest: unknown[]) => unknown;
  const named = (statement: string | { text: string; values?: unknown[] }, ...rest: unknown[]) =>
    typeof statement === "string" || statement.values === undefined
      ? query(statement as object, ...rest)
      : query({ name: hash("sha1", statement.text), ...statement }, ...rest);
  Object.assign(client, { query: named });
}

/** `seen` says how stores see the pool. */
export function emptySchemas(
  postgres: TestPostgres,
  seen: (pool: PgPoolLike) => PgPoolLike = (pool) => pool,
): EmptySchemas {
  const free: string[] = [];
  let made = 0;
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await postgres.createDatabase();
    pool = new Pool({ connectionString: database.url, max: 10 });
    pool.on("connect", keepStatements);
    pool.on("error", () => {}); // cut when the database goes
  });

  afterAll(async () => {
    await pool.end();
    await database[Symbol.asyncDispose]();
  });

  return {
    async open(options) {
      const schema = free.pop() ?? `scene_${++made}`;
      const opened: Store[] = [];
      const beside = async () => {
        const store = postgresStore({ pool: seen(pool as unknown as PgPoolLike), schema, ...options });
        opened.push(store);
        await store.open();
        return store;
      };
      return {
        store: await beside(),
        beside,
        begin: () => callerTransaction(pool),
        async giveBack() {
          for (const store of opened) await store.close();
          await pool.query(`begin; set local search_path = ${schema}; ${EMPTY}; commit`);
          free.push(schema);
        },
      };
    },
  };
}
