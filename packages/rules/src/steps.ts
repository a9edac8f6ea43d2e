import type { Plan, PlanStep } from "@relance/spec";

/** Returns a step of the ladder by its number, from 1. */
export function stepOf({ steps }: Plan, step: number): PlanStep | undefined {
  return steps[step - 1];
}

/** Returns the bit of step `step` in `Enrollment.steps`. */
export function stepBit(step: number): number {
  return 1 << (step - 1);
}
