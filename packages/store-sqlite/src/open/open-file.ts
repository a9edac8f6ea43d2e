import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@relance/spec";
import { storeFailure } from "../transaction/store-failure.ts";
import { checkContent } from "./check-content.ts";
import { checkPlace, isInMemory, type Place } from "./check-place.ts";

/** Older versions can corrupt a write-ahead log that two connections use. The bug was fixed in 3.51.3. */
const OLDEST = [3, 51, 3] as const;

/** @throws {StoreError} `store/sqlite-too-old` */
export function checkEngine(version: string): void {
  const parts = version.split(".").map(Number);
  for (const [place, least] of OLDEST.entries()) {
    const part = parts[place] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new StoreError(
        "store/sqlite-too-old",
        `SQLite ${version} can corrupt its log; run on Node 22.23 or later, or on Node 24 (SQLite 3.51.3)`,
      );
    }
  }
}

const BUSY_MS = 5_000;
const CACHE_KB = 16 * 1024;

/** The file contains addresses and answers, so only its owner may read it. An operator may set a wider mode. */
const OWNER_ONLY = 0o600;
const IN_MEMORY: Place = { exists: true, hasContent: false };

/** After all checks, opens the file for the single writer of this process. @throws {StoreError} */
function connect(file: string, isDeparting: boolean = false): DatabaseSync {
  checkEngine(process.versions.sqlite ?? "0");
  const place = isInMemory(file) ? IN_MEMORY : checkPlace(file);
  if (place.hasContent) checkContent(file, isDeparting);
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  if (!place.exists) chmodSync(file, OWNER_ONLY); // SQLite's log file gets the permissions of the database file
  // deleted data is overwritten, because forgotten recipients would otherwise remain in the file
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

export function openFile(file: string, isDeparting: boolean): ReturnType<typeof connect> {
  try {
    return connect(file, isDeparting);
  } catch (error) {
    throw about(file, storeFailure(error));
  }
}

/** Adds the file's name to an error. The file itself was not changed. */
export function about(file: string, error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const { code, message, retryable } = error;
  const held = code === "store/busy" ? heldText(file) : "";
  return new StoreError(code, `${file}: ${message}${held}`, { retryable, cause: error });
}

/** Returns what to do about a file that another process locks. SQLite does not report which process it is. */
function heldText(file: string): string {
  return ` for longer than ${BUSY_MS / 1_000} s, and may be frozen: \`fuser -v ${file}\` lists the processes that have the file open; resume a suspended process, or kill it without losing data`;
}
