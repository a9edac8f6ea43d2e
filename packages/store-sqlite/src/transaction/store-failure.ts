import { StoreError, type StoreErrorCode } from "@relance/spec";

/** Meanings of SQLite's result codes, with extended codes before primary ones. */
const MEANINGS: Readonly<Record<number, readonly [StoreErrorCode, message: string, retryable?: boolean]>> = {
  1032: ["store/moved", "the file was moved or replaced while it was open"], // SQLITE_READONLY_DBMOVED
  5: ["store/busy", "another process is writing", true], // SQLITE_BUSY
  6: ["store/busy", "another process is writing", true], // SQLITE_LOCKED
  8: ["store/unwritable", "the file cannot be written"], // SQLITE_READONLY
  10: ["store/unwritable", "the disk is full or failing", true], // SQLITE_IOERR
  11: ["store/damaged", "the file is damaged"], // SQLITE_CORRUPT
  13: ["store/unwritable", "the disk is full or failing", true], // SQLITE_FULL
  14: ["store/unwritable", "the file cannot be written"], // SQLITE_CANTOPEN
  26: ["store/damaged", "the file is not a database"], // SQLITE_NOTADB
};

/** Converts errors of SQLite to store errors. Other errors are bugs, and are returned unchanged. */
export function storeFailure(error: unknown): unknown {
  if (!isOfSqlite(error)) return error;
  const [code, message, retryable = false] = MEANINGS[error.errcode] ?? MEANINGS[error.errcode & 0xff] ?? [];
  return code === undefined ? error : new StoreError(code, message ?? "", { cause: error, retryable });
}

export function isOfSqlite(error: unknown): error is { readonly errcode: number } {
  return typeof error === "object" && error !== null && "errcode" in error && typeof error.errcode === "number";
}
