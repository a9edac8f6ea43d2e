import type { Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { type NewContacts, renewContacts, reopen } from "./control.ts";
import { type Enrollment, isOpen, PHASE, STATE } from "./enrollment.ts";
import { ladderEnd, latestStart, stepStart, unhurriedEnd, waitEnd } from "./ladder-time.ts";
import { stepBit, stepOf } from "./steps.ts";

/**
 * The legal deadline moves later, never earlier. A recipient who had run out of time goes on; a wait that runs keeps its
 * length, unless the old deadline had cut it short.
 */
export function extend(row: Enrollment, plan: Plan, until: number, now: number): Change {
  if (until <= row.deadline) return noChange();
  const end = ladderEnd(row, plan);
  row.deadline = until;
  if (isOpen(row)) followDeadline(row, plan, end, now);
  else if (hasRunOut(row)) return reopen(row, plan, now);
  return noChange();
}

/** Whether another row can still change anything. It cannot for who confirmed, was called off, or had every step. */
export function mayReschedule(row: Enrollment, plan: Plan, contacts: NewContacts, now: number): boolean {
  if (isOpen(row) || (hasRunOut(row) && contacts.deadline > row.deadline)) return true;
  return renewContacts({ ...row }, plan, contacts, now).events.length > 0;
}

/**
 * The recipient's own deadline is another one, earlier or later, and what is not sent yet follows it. What was sent is not sent
 * again. A recipient who had run out of time goes on. Only where {@link mayReschedule} says so.
 *
 * @param steps - those meant for the recipient, as the new row says
 */
export function reschedule(row: Enrollment, plan: Plan, until: number, steps: number, now: number): Change {
  row.steps = steps | stepBit(row.step);
  if (until >= row.deadline || !isOpen(row)) return extend(row, plan, until, now);
  row.deadline = until;
  bringForward(row, plan, now);
  return noChange();
}

/** Less time: a message may have to leave earlier, and a wait that leaves none for the steps after it is shortened. */
function bringForward(row: Enrollment, plan: Plan, now: number): void {
  if (row.phase === PHASE.ready) {
    const start = stepStart(row, plan, row.step, now);
    const isCounted = row.attemptsInStep === 0 && stepOf(plan, row.step)?.beforeDeadlineMs !== undefined;
    // where it cannot start in time any more, the next claim goes on to the step that can
    if (start > latestStart(row, plan, row.step, now)) row.dueAt = Math.min(row.dueAt, now);
    else if (isCounted || row.dueAt > latestStart(row, plan, row.step, now)) row.dueAt = Math.min(row.dueAt, start);
  }
  if (row.waitUntil === 0 || row.waitUntil <= unhurriedEnd(row, plan, row.step, now)) return;
  const end = waitEnd(row, plan, row.acceptedAt === 0 ? now : row.acceptedAt);
  row.waitUntil = Math.min(row.waitUntil, Math.max(now, end));
  if (row.phase === PHASE.awaiting || row.phase === PHASE.waiting) row.dueAt = Math.min(row.dueAt, row.waitUntil);
}

/** Time was all that was missing, or money: a recipient who waits for money has the new time to wait in. */
function hasRunOut({ state, cause }: Enrollment): boolean {
  if (state === STATE.expired) return true;
  return state === STATE.exhausted && (cause === causeNumber("too-late") || cause === causeNumber("budget"));
}

/** What was counted backward from the old deadline is counted from the new one; `end` is where the ladder ended before. */
function followDeadline(row: Enrollment, plan: Plan, end: number, now: number): void {
  const isUnsent = row.phase === PHASE.ready && row.attemptsInStep === 0;
  const start = stepStart(row, plan, row.step, now);
  // hours that do not open again before the new deadline: the time of before stands
  if (isUnsent && start <= latestStart(row, plan, row.step, now)) row.dueAt = Math.max(row.dueAt, start);
  if (row.waitUntil === 0 || row.waitUntil < end) return;
  const own = stepOf(plan, row.step)?.waitMs;
  const wanted = own === undefined ? ladderEnd(row, plan) : row.acceptedAt === 0 ? 0 : row.acceptedAt + own;
  const waitUntil = Math.max(row.waitUntil, Math.min(wanted, ladderEnd(row, plan)));
  if (row.phase === PHASE.waiting && row.dueAt === row.waitUntil) row.dueAt = waitUntil;
  row.waitUntil = waitUntil;
}
