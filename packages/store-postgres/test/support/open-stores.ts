import type { Store } from "@relance/spec";
import { postgresStore, type StoreClock } from "@relance/store-postgres";
import type { TestDatabase, TestPostgres } from "@relance/test-postgres/vitest";

/** Several processes over one database, as far as the database can tell. */
export interface OpenStores extends AsyncDisposable {
  readonly stores: readonly Store[];
  readonly database: TestDatabase;
}

export async function openStores(
  postgres: TestPostgres,
  count: number,
  options: { readonly clock?: StoreClock } = {},
): Promise<OpenStores> {
  const database = await postgres.createDatabase();
  const stores = Array.from({ length: count }, () =>
    postgresStore({ url: database.url, maxConnections: 4, ...options }),
  );
  for (const store of stores) await store.open();
  return {
    stores,
    database,
    async [Symbol.asyncDispose]() {
      for (const store of stores) await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
