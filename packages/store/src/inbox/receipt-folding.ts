import { ATTEMPT, EVIDENCE_BIT, noChange, PHASE, receive } from "@relance/rules";
import type { EventKind } from "@relance/spec";
import { before, nameOf } from "../people/person-changes.ts";
import type { AttemptRow } from "../sending/attempt-rows.ts";
import { changeAttempt } from "../sending/changing-attempts.ts";
import type { Work } from "../transaction/work.ts";
import { provenState } from "./attempt-facts.ts";

const EVENT: Readonly<Record<number, EventKind>> = {
  [EVIDENCE_BIT.inTransit]: "attempt.in-transit",
  [EVIDENCE_BIT.delivered]: "attempt.delivered",
  [EVIDENCE_BIT.engaged]: "attempt.engaged",
  [EVIDENCE_BIT.undeliveredTemporary]: "attempt.undelivered",
  [EVIDENCE_BIT.undeliveredPermanent]: "attempt.undelivered",
};

/** What a receipt adds to what is known of its message. */
export interface KeptReceipt {
  readonly bit: number;
  /** Who reports it, as a number of `QUALITIES`. */
  readonly quality: number;
  /** The number of the bytes that it came in; 0 = none. */
  readonly raw: number;
  /** The word of the far end's code; 0 = none. */
  readonly error: number;
}

/** What is told about a receipt of this bit, if anything. */
export function receiptEvent(bit: number): EventKind | undefined {
  return EVENT[bit];
}

/**
 * Adds one piece of evidence to an attempt that is held, whatever became of it and of the person since; the person's
 * row hears of it only while it still waits for this attempt.
 */
export function foldReceipt(work: Work, attempt: AttemptRow, receipt: KeptReceipt): void {
  const { bit, quality, raw: source, error } = receipt;
  if ((attempt.bits & bit) === bit) return;
  const bits = attempt.bits | bit;
  const proven = provenState(attempt, bits);
  if (attempt.state === ATTEMPT.uncertain && proven.state === ATTEMPT.accepted)
    work.side.hasTaken(attempt.provider);
  changeAttempt(work, attempt, proven.state, bits, proven.contrary);
  if (error !== 0) attempt.vendorError = error;
  const row = work.rows.get(attempt.enrollment);
  if (row === undefined) return;
  const was = before(row);
  const kind = receiptEvent(bit);
  if (kind !== undefined) work.event(row, { kind, cause: "none" }, { ...nameOf(attempt), source }, quality);
  const isCurrent = row.attempt === attempt.id && row.phase !== PHASE.idle;
  const change = isCurrent ? receive(row, work.version(row).plan, bit, work.now) : noChange();
  work.save(row, was, change, attempt);
}
