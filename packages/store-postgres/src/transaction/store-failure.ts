import { StoreError, type StoreErrorCode } from "@relance/spec";

const MEANINGS: readonly (readonly [prefix: string, StoreErrorCode, string, retryable: boolean])[] = [
  ["40", "store/busy", "another transaction changed the same rows at the same time", true],
  ["55P03", "store/busy", "a row stayed locked for too long", true],
  ["57014", "store/busy", "a statement took too long", true],
  ["25P0", "store/busy", "the server ended the transaction", true],
  ["57P", "store/unavailable", "the server is stopping or starting", true],
  ["08", "store/unavailable", "the connection was lost", true],
  ["533", "store/unavailable", "the server has no free connection", true],
  ["53", "store/unwritable", "the server is out of disk space or memory", true],
  ["58", "store/unwritable", "the server's disk is failing", true],
  ["25006", "store/unwritable", "the server is a read-only replica", false],
  ["42501", "store/unwritable", "the role lacks the right for a statement", false],
  ["28", "store/unavailable", "the server refused the role or its password", false],
  ["3D000", "store/unavailable", "the database does not exist", false],
  ["3F000", "store/schema-too-old", "the schema does not exist", false],
  ["42P01", "store/schema-too-old", "a table does not exist", false],
  [
    "42P07",
    "store/not-ours",
    "another program's tables in the schema have the names of relance's tables: use another schema",
    false,
  ],
  ["42703", "store/schema-too-old", "a column does not exist", false],
  ["XX001", "store/damaged", "the server found damaged data", false],
  ["XX002", "store/damaged", "the server found a damaged index", false],
];

const SQLSTATE = /^[0-9A-Z]{5}$/;

function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  const { code } = error;
  return typeof code === "string" && SQLSTATE.test(code) && "severity" in error ? code : undefined;
}

/** True for a deadlock or a lost snapshot. The batch can then be repeated. */
export function isRepeatable(error: unknown): boolean {
  const state = sqlState(error);
  return state === "40P01" || state === "40001";
}

/** True if the connection does not know a prepared statement's name, or knows another statement by it. */
export function isNameLost(error: unknown): boolean {
  const state = sqlState(error);
  return state === "26000" || state === "42P05" || state === "0A000";
}

/** Converts errors of the server to store errors with only their codes, because their texts may quote rows. */
export function storeFailure(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const state = sqlState(error);
  if (state === undefined) return isLostConnection(error) ? lost(error) : error;
  const cause = new Error(`SQLSTATE ${state}`);
  const exact = MEANINGS.find(([prefix]) => prefix === state);
  const [, code, message, retryable] = exact ?? MEANINGS.find(([prefix]) => state.startsWith(prefix)) ?? [];
  if (code === undefined || message === undefined)
    return new Error(`PostgreSQL refused a statement of the store (SQLSTATE ${state})`, { cause });
  return new StoreError(code, message, { retryable: retryable ?? false, cause });
}

const NETWORK =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)|terminated|timeout exceeded|read timeout|Connection|not queryable/;

function isLostConnection(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isLostConnection);
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return NETWORK.test(code) || NETWORK.test(error.message);
}

function lost(error: unknown): StoreError {
  return new StoreError("store/unavailable", "the database cannot be reached", { retryable: true, cause: error });
}
