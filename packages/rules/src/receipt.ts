import type { Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { ATTEMPT, type Enrollment, PHASE } from "./enrollment.ts";
import { hasFailed, isFinal } from "./evidence.ts";
import { Schedule } from "./schedule.ts";
import { accept } from "./settle.ts";
import { stepOf } from "./steps.ts";

/**
 * Applies evidence about the row's current attempt. It never escalates, but only makes the row due, so that everything
 * that was received before is applied first.
 */
export function receive(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  const before = row.evidence;
  row.evidence |= bit;
  if (row.evidence === before) return change;
  const step = stepOf(plan, row.step);
  if (step === undefined) return change;
  switch (row.phase) {
    case PHASE.resolving:
      accept(new Schedule(row, plan, now));
      change.attemptState = ATTEMPT.accepted;
      change.events.push({ kind: "attempt.accepted", cause: "none" });
      break;
    case PHASE.awaiting:
    case PHASE.waiting:
      if (hasFailed(row.evidence, step.channel)) {
        row.phase = PHASE.awaiting;
        row.dueAt = Math.min(row.dueAt, now);
      } else if (isFinal(row.evidence) && row.phase === PHASE.awaiting) {
        row.phase = PHASE.waiting;
        row.dueAt = row.waitUntil;
      }
      break;
    default: // submitting: the worker's outcome will read these bits; ready, idle: only evidence
      break;
  }
  return change;
}
