import { randomUUID } from "node:crypto";
import { FairShares, SliceWalks } from "@relance/store-kit";
import type { TestDatabase, TestPostgres } from "@relance/test-postgres/vitest";
import { Versions } from "../../src/campaigns/versions.ts";
import { lifeOf, migrate } from "../../src/open/migrate.ts";
import { ownPool, type PgPoolLike, sharedPool } from "../../src/open/pool.ts";
import { quotedSchema } from "../../src/open/schema-name.ts";
import { Floors } from "../../src/sending/floors.ts";
import { Ids } from "../../src/transaction/ids.ts";
import { Storage } from "../../src/transaction/storage.ts";
import { Words } from "../../src/transaction/words.ts";

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
    shares: new FairShares(),
    walks: new SliceWalks(),
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
