import { ATTEMPT, EVIDENCE_BIT, isContradictory, isFinal } from "@relance/rules";
import { COUNTER, evidenceNumber, TOTAL } from "@relance/store-kit";
import type { Row } from "./sql.ts";
import type { AttemptName, Work } from "./work.ts";

/** One attempt, as decisions about evidence read it. Its person's row is locked with it. */
export interface AttemptRow extends AttemptName {
  readonly enrollment: number;
  readonly campaign: number;
  readonly epoch: number;
  readonly channel: number;
  readonly contact: number;
  readonly worker: number;
  /** See parts.ts. */
  readonly part: number;
  state: number;
  bits: number;
  isContrary: number;
  ref: string | null;
  acceptedAt: number | null;
  /** Written only where the database has none yet. */
  firstFinal: number | null;
  /** Words; written when given. */
  error: number | null;
  vendorError: number | null;
  /** Something of it is to be written. */
  isChanged: boolean;
}

/** Columns in the order that {@link attemptRow} reads, of the table alias `a`. */
export const ATTEMPT_COLUMNS =
  "a.id, a.enrollment, a.campaign, a.epoch, a.step, a.channel, a.provider, a.contact, a.worker, a.state, a.bits, a.is_contrary, a.ref, a.part, a.accepted_at";

/** Reads an attempt whose columns begin at `from`. */
export function attemptRow(row: Row, from = 0): AttemptRow {
  const number = (place: number) => row[from + place] as number;
  return {
    id: number(0),
    enrollment: number(1),
    campaign: number(2),
    epoch: number(3),
    step: number(4),
    channel: number(5),
    provider: number(6),
    contact: number(7),
    worker: number(8),
    state: number(9),
    bits: number(10),
    isContrary: number(11),
    ref: row[from + 12] as string | null,
    part: number(13),
    acceptedAt: row[from + 14] as number | null,
    firstFinal: null,
    error: null,
    vendorError: null,
    isChanged: false,
  };
}

/** Counts an attempt that was just made. */
export function countAttempt(work: Work, attempt: AttemptRow): void {
  const { campaign, step, provider, state, bits, channel } = attempt;
  work.count(campaign, COUNTER.attempts, state, 1, step, provider, evidenceNumber(bits, channel));
  work.count(campaign, COUNTER.totals, TOTAL.attempts);
}

/** Changes an attempt's state or evidence, with its counters; the transaction's flush writes it. */
export function changeAttempt(
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
  }
  if (attempt.isContrary === 0 && (contrary || isContradictory(bits))) {
    attempt.isContrary = 1;
    work.count(campaign, COUNTER.totals, TOTAL.contradictory);
  }
  const isNewlyAccepted = state === ATTEMPT.accepted && attempt.acceptedAt === null;
  const isNewlyFinal = !isFinal(attempt.bits) && isFinal(bits);
  if (isNewlyAccepted) {
    attempt.acceptedAt = work.now;
    work.bins.accepted(attempt, work.now);
  }
  // a receipt may come before the answer to the send: it is binned once the attempt has a second to belong to
  if (attempt.acceptedAt !== null && (isNewlyFinal || (isNewlyAccepted && isFinal(bits))))
    work.bins.received(attempt, attempt.acceptedAt, work.now);
  if (isNewlyFinal) attempt.firstFinal ??= work.now;
  attempt.state = state;
  attempt.bits = bits;
  attempt.isChanged = true;
}

/** Evidence about an attempt that we had given up, or thought refused: it was sent after all. */
export function provenState(
  attempt: Pick<AttemptRow, "state">,
  bits: number,
): { readonly state: number; readonly contrary: boolean } {
  const { state } = attempt;
  const proof = bits & ~EVIDENCE_BIT.overdue;
  if (proof === 0 || state === ATTEMPT.accepted || state === ATTEMPT.submitting)
    return { state, contrary: false };
  return { state: ATTEMPT.accepted, contrary: state !== ATTEMPT.uncertain };
}
