import type { Plan } from "@relance/spec";
import { usableContact } from "./contacts.ts";
import { type Enrollment, FLAG } from "./enrollment.ts";

/** Where the ladder's waits end: `handover` before the legal deadline. */
export function ladderEnd(row: Enrollment, plan: Plan): number {
  return row.deadline - plan.handoverMs;
}

/** Step `k` is meant for this person and there is a contact to use. */
export function canTake(row: Enrollment, plan: Plan, k: number): boolean {
  const step = plan.steps[k];
  return step !== undefined && (row.steps & (1 << k)) !== 0 && usableContact(row, step.channel) >= 0;
}

/** Earliest start of step `k`. */
export function stepStart(row: Enrollment, plan: Plan, k: number, now: number): number {
  const before = plan.steps[k]?.beforeDeadlineMs;
  return before === undefined ? now : Math.max(now, row.deadline - before);
}

/** Waits of the steps after `k` that this person can still take, in milliseconds. */
export function laterWaits(row: Enrollment, plan: Plan, k: number): number {
  let sum = 0;
  for (let later = k + 1; later < plan.steps.length; later++) {
    if (canTake(row, plan, later)) sum += plan.steps[later]?.waitMs ?? 0;
  }
  return sum;
}

function hasLater(row: Enrollment, plan: Plan, k: number): boolean {
  for (let later = k + 1; later < plan.steps.length; later++) if (canTake(row, plan, later)) return true;
  return false;
}

/** After this instant step `k` is skipped as too late: the rest needs the time, or the deadline is over. */
export function latestStart(row: Enrollment, plan: Plan, k: number): number {
  return hasLater(row, plan, k) ? ladderEnd(row, plan) : row.deadline;
}

/** Time that this person needs from the start of step `k` to the end of the ladder when no wait is shortened. */
export function fullWaits(row: Enrollment, plan: Plan, k: number): number {
  return (plan.steps[k]?.waitMs ?? 0) + laterWaits(row, plan, k);
}

/** A message of step `k` that the provider takes after this instant shortens the waits of this person. */
export function unhurriedStart(row: Enrollment, plan: Plan, k: number): number {
  return ladderEnd(row, plan) - fullWaits(row, plan, k);
}

/**
 * End of the wait that starts with the step's first `accepted`. When the whole rest of the ladder no longer fits,
 * all waits shrink in proportion (`compress`) and the row is marked.
 */
export function waitEnd(row: Enrollment, plan: Plan, start: number): number {
  const room = Math.max(0, ladderEnd(row, plan) - start);
  const own = plan.steps[row.step]?.waitMs;
  if (own === undefined) return start + room;
  const needed = fullWaits(row, plan, row.step);
  if (needed <= room) return start + own;
  row.flags |= FLAG.compressed;
  return start + Math.floor(needed === 0 ? 0 : (own * room) / needed);
}
