import { EVIDENCE_BIT, noChange, PHASE, receive } from "@relance/rules";
import type { EventKind } from "@relance/spec";
import { type AttemptRow, changeAttempt, provenState } from "./attempts.ts";
import { before, type Work } from "./work.ts";

/** States of an inbox item. */
export const FOLD = { new: 0, applied: 1, unmatched: 2, quarantined: 3 } as const;

const EVENT: Readonly<Record<number, EventKind>> = {
  [EVIDENCE_BIT.inTransit]: "attempt.in-transit",
  [EVIDENCE_BIT.delivered]: "attempt.delivered",
  [EVIDENCE_BIT.engaged]: "attempt.engaged",
  [EVIDENCE_BIT.undeliveredTemporary]: "attempt.undelivered",
  [EVIDENCE_BIT.undeliveredPermanent]: "attempt.undelivered",
};

/**
 * Adds one piece of evidence to an attempt that is held, whatever became of it and of the person since; the person's
 * row hears of it only while it still waits for this attempt. `quality` says who reports it, as a number of `QUALITIES`.
 */
export function foldReceipt(work: Work, attempt: AttemptRow, bit: number, quality: number): void {
  if ((attempt.bits & bit) === bit) return;
  const bits = attempt.bits | bit;
  const proven = provenState(attempt, bits);
  changeAttempt(work, attempt, proven.state, bits, proven.contrary);
  const row = work.rows.get(attempt.enrollment);
  if (row === undefined) return;
  const was = before(row);
  const kind = EVENT[bit];
  if (kind !== undefined) work.event(row, kind, "none", attempt, quality);
  const isCurrent = row.attempt === attempt.id && row.phase !== PHASE.idle;
  const change = isCurrent ? receive(row, work.version(row).plan, bit, work.now) : noChange();
  work.save(row, was, change, attempt);
}
