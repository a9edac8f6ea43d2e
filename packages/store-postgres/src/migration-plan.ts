import { planOf } from "./migrate.ts";
import { ownPool, type PgPoolLike, sharedPool } from "./pool.ts";
import { quotedSchema } from "./schema-name.ts";

/** Whose schema, and where. */
export interface MigrationPlanOptions {
  /** `postgres://…`, or {@link pool}. */
  readonly url?: string | undefined;
  readonly pool?: PgPoolLike | undefined;
  /** @default "relance" */
  readonly schema?: string | undefined;
}

/**
 * The SQL that opening the store would run, as one transaction, for whoever alone may run it. Empty = nothing is
 * missing. Writes nothing.
 * @throws {StoreError} `store/schema-too-new`, `store/damaged`, `store/unavailable`
 * @throws {ConfigError} `config/invalid`
 */
export async function migrationPlan({
  url = "",
  pool,
  schema = "relance",
}: MigrationPlanOptions): Promise<string> {
  const quoted = quotedSchema(schema);
  const connections = pool === undefined ? ownPool(url, 2) : sharedPool(pool);
  try {
    return await planOf(connections.pool, quoted);
  } finally {
    await connections.end();
  }
}
