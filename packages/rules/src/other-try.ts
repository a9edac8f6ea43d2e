import type { OnUnknownAction, Plan } from "@relance/spec";
import { type Enrollment, PHASE } from "./enrollment.ts";
import { mayRepeat, nextPosition } from "./next-step.ts";

/** Where in the same step another message may go, or -1. At-most-once never repeats an unexplained one. */
export function otherTry(row: Enrollment, plan: Plan, action: OnUnknownAction): number {
  const isUnexplained = row.phase === PHASE.resolving;
  const again = isUnexplained ? plan.guarantee === "at-least-once" : action === "resend";
  if (again && mayRepeat(row, plan)) return row.position;
  return action === "escalate" ? -1 : nextPosition(row, plan, true);
}
