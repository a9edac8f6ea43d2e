import { newContext } from "@relance/store";
import type { TestDatabase, TestPostgres } from "@relance/test-postgres/vitest";
import { pgDriver } from "../../src/driver/driver.ts";
import { identify, migrate } from "../../src/open/migrate.ts";
import { ownPool, type PgPoolLike, quotedSchema, sharedPool } from "../../src/open/pool.ts";
import { Storage } from "../../src/transaction/storage.ts";

/** What lies below the verbs, on a separate database. */
export interface OpenStorage extends AsyncDisposable {
  readonly storage: Storage;
  readonly pool: PgPoolLike;
  readonly database: TestDatabase;
}

export async function openStorage(postgres: TestPostgres): Promise<OpenStorage> {
  const database = await postgres.createDatabase();
  const { pool, end } = ownPool(database.url, 20);
  const schema = quotedSchema("relance");
  await migrate(pool, schema, "run");
  const { place, info } = await identify(pool, schema);
  const settings = { batch: 500, isSingleWorker: false, watchesClock: false };
  const context = newContext({ driver: pgDriver, settings, clock: undefined, incarnation: info.id, place });
  return {
    storage: new Storage(context, sharedPool(pool), schema),
    pool,
    database,
    async [Symbol.asyncDispose]() {
      await end();
      await database[Symbol.asyncDispose]();
    },
  };
}
