import { randomUUID } from "node:crypto";
import type { TestDatabase, TestPostgres } from "@relance/test-postgres/vitest";
import { Floors } from "../../src/floors.ts";
import { Ids } from "../../src/ids.ts";
import { lifeOf, migrate } from "../../src/migrate.ts";
import { ownPool, type PgPoolLike, sharedPool } from "../../src/pool.ts";
import { quotedSchema } from "../../src/schema-name.ts";
import { Storage } from "../../src/storage.ts";
import { Versions } from "../../src/versions.ts";
import { Words } from "../../src/words.ts";

/** What lies below the verbs, on a database of its own. */
export interface OpenStorage extends AsyncDisposable {
  readonly storage: Storage;
  readonly pool: PgPoolLike;
  readonly database: TestDatabase;
}

export async function openStorage(postgres: TestPostgres): Promise<OpenStorage> {
  const database = await postgres.createDatabase();
  const { pool, end } = ownPool(database.url, 20);
  const schema = quotedSchema("relance");
  await migrate(pool, schema, "run", randomUUID());
  const { incarnation } = await lifeOf(pool, schema);
  const context = {
    settings: { schema: "relance", batch: 500, skipsLocked: true, watchesClock: false },
    clock: undefined,
    words: new Words(),
    versions: new Versions(),
    ids: new Ids(),
    floors: new Floors(() => performance.now()),
    parts: new Map(),
    incarnation,
    beat: { last: undefined },
    recounts: { againAt: 0 },
  };
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
