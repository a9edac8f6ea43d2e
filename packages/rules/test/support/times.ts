import type { Plan } from "@relance/spec";
import { type Enrollment, FLAG, Schedule } from "../../src/index.ts";
import type { StepTimes } from "../../src/schedule.ts";

/** Times of step `k` from a new schedule: no change of the row can have made it stale. */
export function timesOf(row: Readonly<Enrollment>, plan: Plan, k: number, now: number): StepTimes {
  return new Schedule(row, plan, now).step(k);
}

/** The row as its step's wait begins `now`. */
export function waiting(row: Readonly<Enrollment>, plan: Plan, now: number): Enrollment {
  const { at, isCompressed } = new Schedule(row, plan, now).waitEnd(now);
  return { ...row, waitUntil: at, flags: isCompressed ? row.flags | FLAG.compressed : row.flags };
}
