import { ATTEMPT_FIELDS, type AttemptFacts, attemptFacts } from "../inbox/attempt-facts.ts";
import type { Row } from "../transaction/sql.ts";

/** One attempt, with what is to be written. Its person's row is locked with it. */
export interface AttemptRow extends AttemptFacts {
  /** Written only where the database has none yet. */
  firstFinal: number | null;
  /** Words; written when given. */
  error: number | null;
  vendorError: number | null;
  /** Something of it is to be written. */
  isChanged: boolean;
}

/** Columns in the order that {@link attemptRow} reads, of the table alias `a`. */
export const ATTEMPT_COLUMNS: string = ATTEMPT_FIELDS.map((column) => `a.${column}`).join(", ");

/** Reads an attempt whose columns begin at `from`. */
export function attemptRow(row: Row, from = 0): AttemptRow {
  return { ...attemptFacts(row, from), firstFinal: null, error: null, vendorError: null, isChanged: false };
}
