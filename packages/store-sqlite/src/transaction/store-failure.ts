import { StoreError } from "@relance/spec";

/** Primary result codes of SQLite. */
const CODE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** SQLITE_READONLY_DBMOVED */
const MOVED = 1032;

/** What SQLite refused, as an error of the contract. Anything else is a fault of ours and stays what it is. */
export function storeFailure(error: unknown): unknown {
  const number = codeOf(error);
  if (number === undefined) return error;
  if (number === MOVED) return failure("store/moved", "the file was moved or replaced while it was open", error);
  switch (number & 0xff) {
    case CODE.busy:
    case CODE.locked:
      return failure("store/busy", "another process is writing", error, true);
    case CODE.corrupt:
      return failure("store/damaged", "the file is damaged", error);
    case CODE.notADatabase:
      return failure("store/damaged", "the file is not a database", error);
    case CODE.readOnly:
    case CODE.cannotOpen:
      return failure("store/unwritable", "the file cannot be written", error);
    case CODE.io:
    case CODE.full:
      return failure("store/unwritable", "the disk is full or failing", error, true);
    default:
      return error;
  }
}

function codeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode : undefined;
}

function failure(
  code: ConstructorParameters<typeof StoreError>[0],
  message: string,
  cause: unknown,
  retryable = false,
): StoreError {
  return new StoreError(code, message, { cause, retryable });
}
