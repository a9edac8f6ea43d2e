import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@relance/spec";
import { checkContent } from "./check-content.ts";
import { checkEngine } from "./check-engine.ts";
import { checkPlace } from "./check-place.ts";

/** How long a statement waits for another process that is writing. */
const BUSY_MS = 5_000;
const CACHE_KB = 256 * 1024;

/** True for databases that live in memory alone. */
export function isInMemory(file: string): boolean {
  return file === ":memory:";
}

/**
 * Opens the file for the one writer of this process, once everything that can be known before is known.
 * @throws {StoreError} `store/sqlite-too-old`, `store/network-share`, `store/unwritable`, `store/not-ours`,
 * `store/damaged`, `store/schema-too-new`
 */
export function connect(file: string): DatabaseSync {
  checkEngine(process.versions.sqlite ?? "0");
  if (!isInMemory(file) && checkPlace(file).hasContent) checkContent(file);
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  db.exec(`pragma synchronous = full; pragma cache_size = -${CACHE_KB}; pragma wal_autocheckpoint = 0`);
  if (isInMemory(file)) return db;
  const mode = db.prepare("pragma journal_mode = wal").get();
  if (mode?.journal_mode !== "wal") {
    db.close();
    throw new StoreError("store/unwritable", "the disk does not allow a write-ahead log");
  }
  return db;
}
