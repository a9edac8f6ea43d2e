import { DatabaseSync } from "node:sqlite";

/** How long a statement waits for another process that is writing. */
const BUSY_MS = 5_000;
const CACHE_KB = 256 * 1024;

/** Opens the file for the one writer of this process. */
export function connect(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  db.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -${CACHE_KB};
    pragma wal_autocheckpoint = 0; pragma foreign_keys = off`);
  return db;
}
