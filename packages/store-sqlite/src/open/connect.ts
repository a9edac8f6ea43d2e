import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@relance/spec";
import { checkContent } from "./check-content.ts";
import { checkEngine } from "./check-engine.ts";
import { checkPlace, isInMemory, type Place } from "./check-place.ts";

/** How long a statement waits for another process that is writing. */
const BUSY_MS = 5_000;
const CACHE_KB = 256 * 1024;

/** It holds addresses and what people answered; whoever runs several users widens it. */
const OWNER_ONLY = 0o600;
const IN_MEMORY: Place = { exists: true, hasContent: false };

/**
 * Opens the file for the one writer of this process, once everything that can be known before is known.
 * @throws {StoreError} `store/sqlite-too-old`, `store/network-share`, `store/unwritable`, `store/not-ours`,
 * `store/damaged`, `store/schema-too-new`, `store/moved`
 */
export function connect(file: string, isDeparting: boolean = false): DatabaseSync {
  checkEngine(process.versions.sqlite ?? "0");
  const place = isInMemory(file) ? IN_MEMORY : checkPlace(file);
  if (place.hasContent) checkContent(file, isDeparting);
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  if (!place.exists) chmodSync(file, OWNER_ONLY); // the log takes the mode of its database
  // what is deleted is overwritten, or whoever was forgotten would still lie in the file
  db.exec(
    `pragma synchronous = full; pragma cache_size = -${CACHE_KB}; pragma wal_autocheckpoint = 0; pragma secure_delete = on`,
  );
  if (isInMemory(file)) return db;
  const mode = db.prepare("pragma journal_mode = wal").get();
  if (mode?.journal_mode !== "wal") {
    db.close();
    throw new StoreError("store/unwritable", "the disk does not allow a write-ahead log");
  }
  return db;
}
