/** The embedded store: one SQLite file that a worker thread uses. */
export { type SharedClock, sharedClock } from "./driver/shared-clock.ts";
export { type SqliteStoreOptions, sqliteStore } from "./sqlite-store.ts";
