/** The shared store: PostgreSQL under any number of workers and receivers. */

export type { PgClientLike, PgPoolLike } from "./open/pool.ts";
export { type PostgresStoreOptions, postgresStore } from "./postgres-store.ts";
export type { StoreClock } from "./transaction/clocks.ts";
