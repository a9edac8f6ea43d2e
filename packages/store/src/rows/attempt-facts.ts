import { ATTEMPT, EVIDENCE_BIT, isContradictory, isFinal, PHASE, readEvidence } from "@relance/rules";
import { type AttemptOutcome, channelNumbered, EVIDENCE, latencyBin } from "@relance/spec";
import type { Recharges } from "./budgets.ts";
import { ACCEPTED_BIN, CAPTURED_BIN, COUNTER, type CounterDeltas, TOTAL } from "./counters.ts";
import type { HotRow } from "./hot-row.ts";
import type { AttemptName } from "./person-changes.ts";

const { undeliveredTemporary, undeliveredPermanent, delivered, engaged, captured } = EVIDENCE_BIT;

/** Evidence that the recipient did not receive the message: it bounced, or never left the gateway. */
export const NOT_GOT_BITS: number = undeliveredTemporary | undeliveredPermanent | captured;

/** Evidence that makes a status request unnecessary: a final receipt, or proof that nothing left the gateway. */
export const NOT_ASKED_BITS: number = undeliveredTemporary | undeliveredPermanent | delivered | engaged | captured;

const BITS = 128;

const NUMBERS: number[][] = [];

export function evidenceNumber(bits: number, channel: number): number {
  NUMBERS[channel] ??= Array.from({ length: BITS }, (_, some) =>
    EVIDENCE.indexOf(readEvidence(some, channelNumbered(channel))),
  );
  return NUMBERS[channel][bits] ?? 0;
}

export interface AttemptRow extends AttemptName {
  readonly enrollment: number;
  readonly campaign: number;
  readonly revision: number;
  readonly channel: number;
  readonly contact: number;
  readonly worker: number;
  state: number;
  bits: number;
  isContrary: number;
  ref: string | null;
  readonly destination: number;
  acceptedAt: number | null;
  readonly submittedAt: number;
  segments: number;
  /** Time of the first final receipt. The time is stored only if the database has none. */
  firstFinal: number | null;
  error: number | null;
  vendorError: number | null;
  stored: readonly (number | string | null)[];
}

export const UNCHANGED = { firstFinal: null, error: null, vendorError: null, stored: [] } as const;

export const ATTEMPT_COLUMNS = `a.id, a.enrollment, a.campaign, a.revision, a.step, a.channel, a.provider, a.contact, a.worker, a.state,
  a.bits, a.is_contrary, a.ref, a.destination, a.accepted_at, a.submitted_at, a.segments`;

export function attemptRow(row: readonly unknown[], from: number = 0): AttemptRow {
  const number = (place: number) => row[from + place] as number;
  return {
    id: number(0),
    enrollment: number(1),
    campaign: number(2),
    revision: number(3),
    step: number(4),
    channel: number(5),
    provider: number(6),
    contact: number(7),
    worker: number(8),
    state: number(9),
    bits: number(10),
    isContrary: number(11),
    ref: row[from + 12] as string | null,
    destination: number(13),
    acceptedAt: row[from + 14] as number | null,
    submittedAt: number(15),
    segments: number(16),
    ...UNCHANGED,
  };
}

export interface AttemptAccount {
  readonly now: number;
  readonly recharges: Recharges;
  readonly deltas: CounterDeltas;
}

export function countNewAttempt({ deltas }: AttemptAccount, attempt: AttemptRow): void {
  const { campaign, step, provider, state, bits, channel } = attempt;
  deltas.add(campaign, COUNTER.attempts, step, provider, state, evidenceNumber(bits, channel), 1);
  deltas.add(campaign, COUNTER.totals, 0, 0, TOTAL.attempts, 0, 1);
}

/** Changes an attempt and its counters in memory. Returns whether this is the message's first final receipt. */
export function changeAttempt(
  { now, recharges, deltas }: AttemptAccount,
  attempt: AttemptRow,
  state: number,
  bits: number,
  contrary: boolean = false,
): boolean {
  recharges.note(attempt.id, attempt.state, state);
  const { campaign, step, provider, channel } = attempt;
  const from = evidenceNumber(attempt.bits, channel);
  const to = evidenceNumber(bits, channel);
  if (attempt.state !== state || from !== to) {
    const further = attempt.segments - 1;
    deltas.add(campaign, COUNTER.attempts, step, provider, attempt.state, from, -1);
    deltas.add(campaign, COUNTER.attempts, step, provider, state, to, 1);
    deltas.add(campaign, COUNTER.segments, step, provider, attempt.state, from, -further);
    deltas.add(campaign, COUNTER.segments, step, provider, state, to, further);
  }
  if (attempt.isContrary === 0 && (contrary || isContradictory(bits))) {
    attempt.isContrary = 1;
    deltas.add(campaign, COUNTER.totals, 0, 0, TOTAL.contradictory, 0, 1);
  }
  const isNewlyAccepted = state === ATTEMPT.accepted && attempt.acceptedAt === null;
  const isNewlyFinal = !isFinal(attempt.bits) && isFinal(bits);
  const isCaptured = (bits & EVIDENCE_BIT.captured) !== 0;
  if (isNewlyAccepted) {
    attempt.acceptedAt = now;
    if (isCaptured) {
      deltas.addBin(attempt, now, CAPTURED_BIN);
      deltas.add(campaign, COUNTER.captured, 0, provider, 0, 0, 1);
    } else deltas.addBin(attempt, now, ACCEPTED_BIN);
  }
  // a receipt that arrives before the result of the send counts once the time of acceptance is known
  const hasAnswered = isNewlyFinal || (isNewlyAccepted && isFinal(bits));
  if (attempt.acceptedAt !== null && hasAnswered && !isCaptured)
    deltas.addBin(attempt, attempt.acceptedAt, latencyBin(now - attempt.acceptedAt));
  attempt.state = state;
  attempt.bits = bits;
  if (isNewlyFinal) attempt.firstFinal ??= now;
  return isNewlyFinal;
}

export function countSegments({ deltas }: Pick<AttemptAccount, "deltas">, attempt: AttemptRow, segments: number): void {
  const { campaign, step, provider, channel, state, bits } = attempt;
  const further = segments - attempt.segments;
  deltas.add(campaign, COUNTER.segments, step, provider, state, evidenceNumber(bits, channel), further);
  attempt.segments = segments;
}

export function bitsAfter({ bits }: Pick<AttemptRow, "bits">, { captured }: AttemptOutcome): number {
  return captured === undefined ? bits : bits | EVIDENCE_BIT.captured;
}

export function provenState(
  { state }: Pick<AttemptRow, "state">,
  bits: number,
): { readonly state: number; readonly contrary: boolean } {
  const proof = bits & ~(EVIDENCE_BIT.overdue | EVIDENCE_BIT.captured);
  if (proof === 0 || state === ATTEMPT.accepted || state === ATTEMPT.submitting) return { state, contrary: false };
  return { state: ATTEMPT.accepted, contrary: state !== ATTEMPT.uncertain };
}

export function isHolding(row: HotRow, attempt: Pick<AttemptRow, "id" | "revision">): boolean {
  return (
    row.attempt === attempt.id &&
    row.revision === attempt.revision &&
    (row.phase === PHASE.submitting || row.phase === PHASE.resolving)
  );
}
