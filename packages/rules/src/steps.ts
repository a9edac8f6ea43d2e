import type { Plan, PlanStep } from "@relance/spec";

/** A step of the ladder by its number, from 1. */
export function stepOf({ steps }: Plan, step: number): PlanStep | undefined {
  return steps[step - 1];
}

/** The bit of a step, whose number counts from 1, among the steps that are meant for a person. */
export function stepBit(step: number): number {
  return 1 << (step - 1);
}
