import type { CallerTransaction } from "@relance/conformance/store";
import type { Store } from "@relance/spec";
import { type PostgresStoreOptions, postgresStore } from "@relance/store-postgres";
import type { TestDatabase, TestPostgres } from "@relance/test-postgres/vitest";
import { Pool } from "pg";
import { afterAll, beforeAll } from "vitest";
import { callerTransaction } from "./caller-transaction.ts";

export interface EmptyStore {
  readonly store: Store;
  readonly begin: () => Promise<CallerTransaction>;
  readonly giveBack: () => Promise<void>;
}

/** Stores that start empty, in one database: many scenes, few migrations. */
export interface EmptySchemas {
  /** A store over a schema that nobody else has, open. */
  open(options?: Pick<PostgresStoreOptions, "clock">): Promise<EmptyStore>;
}

/** Empties every table; the sequences go on, so that no number of a scene means anything in the next. */
const EMPTY = `do $$ declare named text; begin
  for named in select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname = current_schema() and tablename not in ('migrations', 'meta') loop
    execute 'alter table ' || named || ' disable trigger all';
    execute 'delete from ' || named;
    execute 'alter table ' || named || ' enable trigger all';
  end loop;
  delete from meta where name <> 'incarnation';
  update meta set value = gen_random_uuid()::text;
end $$`;

export function emptySchemas(postgres: TestPostgres): EmptySchemas {
  const free: string[] = [];
  let made = 0;
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await postgres.createDatabase();
    pool = new Pool({ connectionString: database.url, max: 10 });
    pool.on("error", () => {}); // cut when the database goes
  });

  afterAll(async () => {
    await pool.end();
    await database[Symbol.asyncDispose]();
  });

  return {
    async open(options) {
      const schema = free.pop() ?? `scene_${++made}`;
      const store = postgresStore({ pool, schema, ...options });
      await store.open();
      return {
        store,
        begin: () => callerTransaction(pool),
        async giveBack() {
          await store.close();
          await pool.query(`begin; set local search_path = ${schema}; ${EMPTY}; commit`);
          free.push(schema);
        },
      };
    },
  };
}
