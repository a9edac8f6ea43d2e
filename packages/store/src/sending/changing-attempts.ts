import { changeEvidence } from "../inbox/attempt-facts.ts";
import { listOf, numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import type { AttemptRow } from "./attempt-rows.ts";

const BY_REF = "select ref, provider, max(id) from attempts where ref = any($1::text[]) group by ref, provider";

/** Finds the attempts behind providers' own ids: the latest of each. 0 = none. */
export async function attemptsByRef(
  sql: Sql,
  refs: readonly string[],
): Promise<(provider: number, ref: string | undefined) => number> {
  const wanted = [...new Set(refs)];
  const rows = wanted.length === 0 ? [] : await sql.rows(BY_REF, listOf(wanted));
  const found = new Map(rows.map((row) => [`${numberAt(row, 1)} ${row[0]}`, numberAt(row, 2)]));
  return (provider, ref) => found.get(`${provider} ${ref}`) ?? 0;
}

/**
 * Changes an attempt's state or evidence, with its counters; the transaction's flush writes it. Answers whether this is
 * its first final receipt.
 */
export function changeAttempt(work: Work, attempt: AttemptRow, state: number, bits: number, contrary = false): boolean {
  work.recharges.note(attempt.id, attempt.state, state);
  const { isNewlyFinal } = changeEvidence(work, attempt, state, bits, contrary);
  if (isNewlyFinal) attempt.firstFinal ??= work.now;
  attempt.isChanged = true;
  return isNewlyFinal;
}
