/** The store in this thread, for tests, simulations and the worker thread itself. */
export { type AsyncStoreOptions, asyncStore } from "./async-store.ts";
export { type OpenSqliteOptions, openSqlite } from "./open-sqlite.ts";
export type { MaintainedStore, SyncStore, Verb } from "./sync-store.ts";
