import { ATTEMPT, type Change, due, PHASE } from "@relance/rules";
import { type AttemptName, before, type Deafness, type HotRow } from "@relance/store";
import { changeAttempt, readAttempt } from "../sending/attempts.ts";
import type { Work } from "../transaction/work.ts";

/**
 * Lets one row's due time take effect; `heardUntil` is the watermark, `isClosed`: it waits for a provider that takes nothing.
 * Answers the cause for which it moved, if it did.
 */
export function dueRow(
  work: Work,
  row: HotRow,
  deafness: Deafness,
  heardUntil: number,
  isClosed = false,
): string | undefined {
  const was = before(row);
  const { plan } = work.version(row);
  const { attempt: number, since, phase } = row;
  const provider = phase === PHASE.ready ? 0 : work.providerOf(row.lane);
  const change = due(row, plan, {
    now: work.now,
    heardUntil,
    deafMs: provider === 0 || since === 0 ? 0 : deafness.msSince(provider, since),
    isOverBudget: phase === PHASE.ready && work.isOverBudget(row.lane),
    isClosed,
    gapOpen: provider !== 0 && deafness.isOpen(provider),
  });
  const attempt = concerned(work, number, change);
  work.save(row, was, change, attempt);
  return change.events.find(({ kind }) => kind.startsWith("enrollment."))?.cause;
}

/** The attempt that the change says something about, with that written. */
function concerned(work: Work, number: number, change: Change): AttemptName | undefined {
  const { attemptState, attemptBits = 0 } = change;
  if (number === 0 || (attemptState === undefined && attemptBits === 0)) return undefined;
  const attempt = readAttempt(work.sql, number);
  if (attempt === undefined) return undefined;
  const isUndecided = attempt.state === ATTEMPT.uncertain || attempt.state === ATTEMPT.submitting;
  const state = attemptState !== undefined && isUndecided ? attemptState : attempt.state;
  changeAttempt(work, attempt, state, attempt.bits | attemptBits);
  return attempt;
}
