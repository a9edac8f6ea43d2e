import { ATTEMPT, type Change, type ClosedProvider, due, PHASE } from "@relance/rules";
import type { Deafness } from "../inbox/deafness.ts";
import type { HotRow } from "../people/hot-row.ts";
import { type AttemptName, before } from "../people/person-changes.ts";
import { changeAttempt } from "../sending/changing-attempts.ts";
import type { Work } from "../transaction/work.ts";

/** Makes sure of what {@link dueRow} asks for: where the rows' lanes lead, and the attempts that silence is about. */
export async function needForDue(work: Work, rows: readonly HotRow[]): Promise<void> {
  await work.lanes.need(rows.map(({ lane }) => lane));
  const judged = rows.filter(({ phase }) => phase === PHASE.resolving || phase === PHASE.awaiting);
  await work.attempts.read(judged.map(({ attempt }) => attempt));
}

/**
 * Lets one held row's due time take effect; `heardUntil` is the watermark, `closed`: it waits for a provider that takes nothing.
 * Answers the cause for which it moved, if it did.
 */
export function dueRow(
  work: Work,
  row: HotRow,
  deafness: Deafness,
  heardUntil: number,
  closed?: ClosedProvider,
): string | undefined {
  const was = before(row);
  const { plan } = work.version(row);
  const { attempt: number, since, phase } = row;
  const provider = phase === PHASE.ready ? 0 : work.lanes.providerOf(row.lane);
  const change = due(row, plan, {
    now: work.now,
    heardUntil,
    deafMs: provider === 0 || since === 0 ? 0 : deafness.msSince(provider, since),
    isOverBudget: phase === PHASE.ready && work.lanes.isOverBudget(row.lane),
    closed,
    gapOpen: provider !== 0 && deafness.isOpen(provider),
  });
  work.save(row, was, change, concerned(work, number, change));
  return change.events.find(({ kind }) => kind.startsWith("enrollment."))?.cause;
}

/** The attempt that the change says something about, with that kept. */
function concerned(work: Work, number: number, change: Change): AttemptName | undefined {
  const { attemptState, attemptBits = 0 } = change;
  if (number === 0 || (attemptState === undefined && attemptBits === 0)) return undefined;
  const attempt = work.attempts.get(number);
  if (attempt === undefined) return undefined;
  const isUndecided = attempt.state === ATTEMPT.uncertain || attempt.state === ATTEMPT.submitting;
  const state = attemptState !== undefined && isUndecided ? attemptState : attempt.state;
  changeAttempt(work, attempt, state, attempt.bits | attemptBits);
  return attempt;
}
