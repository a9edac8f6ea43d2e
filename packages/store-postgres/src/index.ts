/** The shared store: one PostgreSQL database for any number of workers and receivers. */

export type { StoreClock } from "@relance/store";
export type { PgClientLike, PgPoolLike } from "./open/pool.ts";
export { type PostgresStoreOptions, postgresStore } from "./postgres-store.ts";
