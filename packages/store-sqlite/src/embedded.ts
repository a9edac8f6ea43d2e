/** The store in this thread, for tests, simulations and the worker thread itself. */
export { type EmbeddedStore, type OpenSqliteOptions, openSqlite } from "./open-sqlite.ts";
export { type YieldingOptions, yieldingStore } from "./yielding-store.ts";
