import { ATTEMPT, EVIDENCE_BIT, isContradictory, isFinal } from "@relance/rules";
import { COUNTER, evidenceNumber, TOTAL } from "@relance/store-kit";
import type { StoreContext } from "./context.ts";
import { LOOKUP } from "./lookups.ts";
import type { Row, Sql } from "./sql.ts";
import { type AttemptName, recounted, type Work } from "./work.ts";

/** One attempt, as decisions about evidence read it. */
export interface AttemptRow extends AttemptName {
  readonly enrollment: number;
  readonly campaign: number;
  readonly epoch: number;
  readonly channel: number;
  readonly contact: number;
  readonly worker: number;
  state: number;
  bits: number;
  isContrary: number;
  ref: string | null;
  /** See parts.ts. */
  readonly part: number;
  acceptedAt: number | null;
}

const COLUMNS =
  "id, enrollment, campaign, epoch, step, channel, provider, contact, worker, state, bits, is_contrary, ref, part, accepted_at";

/** Reads attempts; the rest of the statement follows `from attempts`. */
export const SELECT_ATTEMPT: string = `select ${COLUMNS} from attempts`;

const BY_ID = `${SELECT_ATTEMPT} where id = ?`;
const UPDATE = `update attempts set state = ?, bits = ?, is_contrary = ?, accepted_at = coalesce(accepted_at, ?),
  first_final = coalesce(first_final, ?), ref = coalesce(ref, ?) where id = ?`;

export function attemptRow(row: Row): AttemptRow {
  return {
    id: row[0] as number,
    enrollment: row[1] as number,
    campaign: row[2] as number,
    epoch: row[3] as number,
    step: row[4] as number,
    channel: row[5] as number,
    provider: row[6] as number,
    contact: row[7] as number,
    worker: row[8] as number,
    state: row[9] as number,
    bits: row[10] as number,
    isContrary: row[11] as number,
    ref: row[12] as string | null,
    part: row[13] as number,
    acceptedAt: row[14] as number | null,
  };
}

export function readAttempt(sql: Sql, id: number): AttemptRow | undefined {
  const row = sql.row(BY_ID, id);
  return row === undefined ? undefined : attemptRow(row);
}

/** The attempt behind a provider's own id. */
export function findByRef(
  { sql, lookups }: StoreContext,
  provider: number,
  ref: string,
): AttemptRow | undefined {
  let found: AttemptRow | undefined;
  for (const id of lookups.find(LOOKUP.ref, ref)) {
    const attempt = readAttempt(sql, id);
    if (attempt?.ref === ref && attempt.provider === provider && id > (found?.id ?? 0)) found = attempt;
  }
  return found;
}

/** Counts an attempt that was just made. */
export function countAttempt(work: Work, attempt: AttemptRow): void {
  const { campaign, step, provider, state, bits, channel } = attempt;
  const evidence = evidenceNumber(bits, channel);
  work.count(campaign, COUNTER.attempts, state, 1, step, provider, evidence);
  const { recount } = work.context;
  if (attempt.id <= recount.attemptsThrough) {
    recounted(recount.counts, campaign, COUNTER.attempts, step, provider, state, evidence, 1);
  }
  work.count(campaign, COUNTER.totals, TOTAL.attempts);
}

/** Changes an attempt's state or evidence in memory and in the counters; the caller writes the row. */
export function moveAttempt(
  work: Work,
  attempt: AttemptRow,
  state: number,
  bits: number,
  contrary = false,
): void {
  const { campaign, step, provider, channel } = attempt;
  const from = evidenceNumber(attempt.bits, channel);
  const to = evidenceNumber(bits, channel);
  if (attempt.state !== state || from !== to) {
    work.count(campaign, COUNTER.attempts, attempt.state, -1, step, provider, from);
    work.count(campaign, COUNTER.attempts, state, 1, step, provider, to);
    const { recount } = work.context;
    if (attempt.id <= recount.attemptsThrough) {
      recounted(recount.counts, campaign, COUNTER.attempts, step, provider, attempt.state, from, -1);
      recounted(recount.counts, campaign, COUNTER.attempts, step, provider, state, to, 1);
    }
  }
  if (attempt.isContrary === 0 && (contrary || isContradictory(bits))) {
    attempt.isContrary = 1;
    work.count(campaign, COUNTER.totals, TOTAL.contradictory);
  }
  attempt.state = state;
  attempt.bits = bits;
}

/** {@link moveAttempt}, written. */
export function changeAttempt(
  work: Work,
  attempt: AttemptRow,
  state: number,
  bits: number,
  contrary = false,
): void {
  const wasFinal = isFinal(attempt.bits);
  moveAttempt(work, attempt, state, bits, contrary);
  const isNewlyAccepted = state === ATTEMPT.accepted && attempt.acceptedAt === null;
  const isNewlyFinal = !wasFinal && isFinal(bits);
  if (isNewlyAccepted) {
    attempt.acceptedAt = work.now;
    work.bins.accepted(attempt, work.now);
  }
  // a receipt may come before the answer to the send: it is binned once the attempt has a second to belong to
  if (attempt.acceptedAt !== null && (isNewlyFinal || (isNewlyAccepted && isFinal(bits)))) {
    work.bins.received(attempt, attempt.acceptedAt, work.now);
  }
  const acceptedAt = attempt.acceptedAt;
  const firstFinal = isNewlyFinal ? work.now : null;
  work.sql.run(UPDATE, state, bits, attempt.isContrary, acceptedAt, firstFinal, attempt.ref, attempt.id);
}

/** Evidence about an attempt that we had given up, or thought refused: it was sent after all. */
export function provenState(
  attempt: AttemptRow,
  bits: number,
): { readonly state: number; readonly contrary: boolean } {
  const { state } = attempt;
  const proof = bits & ~EVIDENCE_BIT.overdue;
  if (proof === 0 || state === ATTEMPT.accepted || state === ATTEMPT.submitting)
    return { state, contrary: false };
  return { state: ATTEMPT.accepted, contrary: state !== ATTEMPT.uncertain };
}
