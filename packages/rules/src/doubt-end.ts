import type { Plan } from "@relance/spec";
import type { Enrollment } from "./enrollment.ts";
import { lastChance, stepEnd } from "./ladder-time.ts";
import { otherTry } from "./other-try.ts";
import { stepOf } from "./steps.ts";

/**
 * When policy decides about a message of which nobody knows whether it left: after the time in which its provider explains
 * itself, no later than a missing receipt would be overdue, and while there is time for what comes next. Another try
 * in the same step leaves half of the step to it.
 */
export function doubtEnd(row: Enrollment, plan: Plan, now: number): number {
  const step = stepOf(plan, row.step);
  if (step === undefined) return now;
  const explained = step.route[row.position]?.explainsWithinMs ?? plan.resolutionMs;
  const patience = Math.min(explained, step.unknownAfterMs);
  const left = stepEnd(row, plan, now) - now;
  const isOver = step.onUnknown === "wait" || otherTry(row, plan, step.onUnknown) < 0;
  const until = isOver ? now + left : Math.min(now + left / 2, lastChance(row, plan, row.step, now));
  return Math.max(now, Math.floor(Math.min(now + patience, until, row.deadline)));
}
