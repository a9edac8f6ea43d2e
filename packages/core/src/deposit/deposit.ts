import { type CallerDb, ConfigError, type StoreRequest } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** With `db`, nothing is done now: it is written into the caller's own transaction, and done once that has committed. */
export interface InTransaction {
  /** Such as `{ executeSql: (text, values) => client.query(text, values) }`. */
  readonly db: CallerDb;
}

/**
 * Writes requests into the caller's own transaction.
 * @throws {ConfigError} `config/db-unsupported`
 */
export async function deposit(context: EngineContext, db: CallerDb, requests: readonly StoreRequest[]): Promise<void> {
  const { store } = context;
  if (store.deposit === undefined) {
    throw new ConfigError(
      "config/db-unsupported",
      `the store ${store.kind} cannot write inside your transaction: write the fact down in it, and tell relance afterwards`,
    );
  }
  await store.deposit(db, requests);
}
