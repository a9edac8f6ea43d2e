import {
  ATTEMPT_FIELDS,
  type AttemptFacts,
  attemptFacts,
  changeEvidence,
  countNewAttempt,
} from "@relance/store-kit";
import type { Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

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

/** Counts an attempt that was just made. */
export function countAttempt(work: Work, attempt: AttemptRow): void {
  countNewAttempt(work, attempt);
}

/** Changes an attempt's state or evidence, with its counters; the transaction's flush writes it. */
export function changeAttempt(
  work: Work,
  attempt: AttemptRow,
  state: number,
  bits: number,
  contrary = false,
): void {
  work.recharges.note(attempt.id, attempt.state, state);
  const { isNewlyFinal } = changeEvidence(work, attempt, state, bits, contrary);
  if (isNewlyFinal) attempt.firstFinal ??= work.now;
  attempt.isChanged = true;
}
