/** The embedded store: one SQLite file in a worker thread. */
export { type SharedClock, sharedClock } from "./driver/shared-clock.ts";
export { type SqliteStoreOptions, sqliteStore } from "./sqlite-store.ts";
