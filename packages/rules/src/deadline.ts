import type { Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { type NewContacts, renewContacts, reopen, stepsFrom } from "./control.ts";
import { type Enrollment, FLAG, isOpen, PHASE, STATE } from "./enrollment.ts";
import { Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

/** Moves the deadline later. The current wait becomes longer only if the old deadline had shortened it. */
export function extend(row: Enrollment, plan: Plan, until: number, now: number): Change {
  if (until <= row.deadline) return noChange();
  const end = row.deadline - plan.callBufferMs;
  row.deadline = until;
  if (isOpen(row)) followDeadline(new Schedule(row, plan, now), end);
  else if (hasRunOut(row)) return reopen(row, plan, now);
  return noChange();
}

/** Returns whether a new row may move the deadline. Confirmed, cancelled and finished recipients keep it. */
export function mayReschedule(row: Enrollment, plan: Plan, contacts: NewContacts, now: number): boolean {
  if (isOpen(row) || (hasRunOut(row) && contacts.deadline > row.deadline)) return true;
  return renewContacts({ ...row }, plan, contacts, now).events.length > 0;
}

/** Moves the deadline, if {@link mayReschedule} allows it. `steps` contains the bits of the new row's steps. */
export function reschedule(row: Enrollment, plan: Plan, until: number, steps: number, now: number): Change {
  row.steps = stepsFrom(row, steps);
  if (until >= row.deadline || !isOpen(row)) return extend(row, plan, until, now);
  row.deadline = until;
  bringForward(new Schedule(row, plan, now));
  return noChange();
}

/** Sends a message earlier, or shortens a wait, if the later steps no longer fit before the deadline. */
function bringForward(schedule: Schedule): void {
  const { row, plan, now } = schedule;
  const { start, latestStart, isTooLate, unhurriedEnd } = schedule.current;
  if (row.phase === PHASE.ready) {
    const isCounted = row.attemptsInStep === 0 && planStep(plan, row.step)?.beforeDeadlineMs !== undefined;
    if (isTooLate)
      row.dueAt = Math.min(row.dueAt, now); // the next claim moves the row to a later step
    else if (isCounted || row.dueAt > latestStart) row.dueAt = Math.min(row.dueAt, start);
  }
  if (row.waitUntil === 0 || row.waitUntil <= unhurriedEnd) return;
  const { at, isCompressed } = schedule.waitEnd(row.acceptedAt === 0 ? now : row.acceptedAt);
  if (isCompressed) row.flags |= FLAG.compressed;
  row.waitUntil = Math.min(row.waitUntil, Math.max(now, at));
  if (row.phase === PHASE.awaiting || row.phase === PHASE.waiting) row.dueAt = Math.min(row.dueAt, row.waitUntil);
}

function hasRunOut({ state, cause }: Enrollment): boolean {
  if (state === STATE.expired) return true;
  return state === STATE.exhausted && (cause === causeNumber("too-late") || cause === causeNumber("budget"));
}

/** Restores waits that the old deadline had shortened. `end` is the former end of the last step. */
function followDeadline(schedule: Schedule, end: number): void {
  const { row, plan, ladderEnd } = schedule;
  const { start, isTooLate } = schedule.current;
  const isUnsent = row.phase === PHASE.ready && row.attemptsInStep === 0;
  // if the sending hours do not open before the new deadline, the message keeps its time
  if (isUnsent && !isTooLate) row.dueAt = Math.max(row.dueAt, start);
  if (row.waitUntil === 0 || row.waitUntil < end) return;
  const waitMs = planStep(plan, row.step)?.waitMs;
  const wanted = waitMs === undefined ? ladderEnd : row.acceptedAt === 0 ? 0 : row.acceptedAt + waitMs;
  const waitUntil = Math.max(row.waitUntil, Math.min(wanted, ladderEnd));
  if (row.phase === PHASE.waiting && row.dueAt === row.waitUntil) row.dueAt = waitUntil;
  row.waitUntil = waitUntil;
}
