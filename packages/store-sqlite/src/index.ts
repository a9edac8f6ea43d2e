/** The embedded store: one SQLite file, used by a worker thread. */
export { type SharedClock, sharedClock } from "./driver/shared-clock.ts";
export { type SqliteStoreOptions, sqliteStore } from "./sqlite-store.ts";
