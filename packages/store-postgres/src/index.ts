/** The shared store: PostgreSQL under any number of workers and receivers. */
export type { StoreClock } from "./clocks.ts";
export type { PgClientLike, PgPoolLike } from "./pool.ts";
export { type PostgresStoreOptions, postgresStore } from "./postgres-store.ts";
