import type { Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { reopen } from "./control.ts";
import { type Enrollment, isOpen, PHASE, STATE } from "./enrollment.ts";
import { ladderEnd, latestStart, stepStart } from "./ladder-time.ts";
import { stepOf } from "./steps.ts";

/**
 * The legal deadline moves later, never earlier. Whoever had run out of time goes on; a wait that runs keeps its length, unless
 * the old deadline had cut it short.
 */
export function extend(row: Enrollment, plan: Plan, until: number, now: number): Change {
  if (until <= row.deadline) return noChange();
  const end = ladderEnd(row, plan);
  row.deadline = until;
  if (isOpen(row)) followDeadline(row, plan, end, now);
  else if (hasRunOut(row)) return reopen(row, plan, now);
  return noChange();
}

/** Time was all that was missing, or money: whoever waits for that has the new time to wait in. */
function hasRunOut({ state, cause }: Enrollment): boolean {
  if (state === STATE.expired) return true;
  return state === STATE.exhausted && (cause === causeNumber("too-late") || cause === causeNumber("budget"));
}

/** What was counted backward from the old deadline is counted from the new one; `end` is where the ladder ended before. */
function followDeadline(row: Enrollment, plan: Plan, end: number, now: number): void {
  const isUnsent = row.phase === PHASE.ready && row.tries === 0;
  const start = stepStart(row, plan, row.step, now);
  // hours that do not open again before the new deadline: the time of before stands
  if (isUnsent && start <= latestStart(row, plan, row.step, now)) row.dueAt = Math.max(row.dueAt, start);
  if (row.waitUntil === 0 || row.waitUntil < end) return;
  const own = stepOf(plan, row.step)?.waitMs;
  const wanted = own === undefined ? ladderEnd(row, plan) : row.since === 0 ? 0 : row.since + own;
  const waitUntil = Math.max(row.waitUntil, Math.min(wanted, ladderEnd(row, plan)));
  if (row.phase === PHASE.waiting && row.dueAt === row.waitUntil) row.dueAt = waitUntil;
  row.waitUntil = waitUntil;
}
