import {
  ATTEMPT_FIELDS,
  type AttemptFacts,
  attemptFacts,
  COUNTER,
  changeEvidence,
  countNewAttempt,
} from "@relance/store";
import { recharge } from "../lanes/recharge.ts";
import { LOOKUP } from "../people/lookups.ts";
import type { StoreContext } from "../transaction/context.ts";
import type { Sql } from "../transaction/sql.ts";
import { recounted, type Work } from "../transaction/work.ts";

/** Reads attempts; the rest of the statement follows `from attempts`. */
export const SELECT_ATTEMPT: string = `select ${ATTEMPT_FIELDS.join(", ")} from attempts`;

const BY_ID = `${SELECT_ATTEMPT} where id = ?`;
const UPDATE = `update attempts set state = ?, bits = ?, is_contrary = ?, accepted_at = coalesce(accepted_at, ?),
  first_final = coalesce(first_final, ?), ref = coalesce(ref, ?) where id = ?`;

export function readAttempt(sql: Sql, id: number): AttemptFacts | undefined {
  const row = sql.row(BY_ID, id);
  return row === undefined ? undefined : attemptFacts(row);
}

/** The attempt behind a provider's own id. */
export function findByRef(
  { sql, lookups }: StoreContext,
  provider: number,
  ref: string,
): AttemptFacts | undefined {
  let found: AttemptFacts | undefined;
  for (const id of lookups.find(LOOKUP.ref, ref)) {
    const attempt = readAttempt(sql, id);
    if (attempt?.ref === ref && attempt.provider === provider && id > (found?.id ?? 0)) found = attempt;
  }
  return found;
}

/** Counts an attempt that was just made. */
export function countAttempt(work: Work, attempt: AttemptFacts): void {
  const evidence = countNewAttempt(work, attempt);
  recountAttempt(work, attempt, attempt.state, evidence, 1);
}

/** Changes an attempt's state or evidence, with its counters, and writes it. */
export function changeAttempt(
  work: Work,
  attempt: AttemptFacts,
  state: number,
  bits: number,
  contrary = false,
): void {
  const { state: fromState } = attempt;
  const { move, isNewlyFinal } = changeEvidence(work, attempt, state, bits, contrary);
  if (move !== undefined) {
    recountAttempt(work, attempt, fromState, move.from, -1);
    recountAttempt(work, attempt, state, move.to, 1);
  }
  recharge(work, attempt.id, fromState, state);
  const firstFinal = isNewlyFinal ? work.now : null;
  const { isContrary, acceptedAt, ref, id } = attempt;
  work.sql.run(UPDATE, state, bits, isContrary, acceptedAt, firstFinal, ref, id);
}

/** A recount that has passed this attempt goes along. */
function recountAttempt(
  { context: { recount } }: Work,
  { id, campaign, step, provider }: AttemptFacts,
  state: number,
  evidence: number,
  n: number,
): void {
  if (id > recount.attemptsThrough) return;
  recounted(recount.counts, campaign, COUNTER.attempts, step, provider, state, evidence, n);
}
