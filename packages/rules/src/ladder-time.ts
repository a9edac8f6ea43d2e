import type { Plan } from "@relance/spec";
import { usableContact } from "./contacts.ts";
import { type Enrollment, FLAG } from "./enrollment.ts";
import { LEAST_LEFT_MS, openFrom, openUntil } from "./hours/step-hours.ts";
import { stepBit, stepOf } from "./steps.ts";

/** Where the ladder's waits end: `handover` before the legal deadline. */
export function ladderEnd(row: Enrollment, plan: Plan): number {
  return row.deadline - plan.handoverMs;
}

/** Step `k` is meant for this person and there is a contact to use. */
export function canTake(row: Enrollment, plan: Plan, k: number): boolean {
  const step = stepOf(plan, k);
  return step !== undefined && (row.steps & stepBit(k)) !== 0 && usableContact(row, step.channel) >= 0;
}

/** Earliest start of step `k`: at once or at its own time before the deadline, and within its hours. */
export function stepStart(row: Enrollment, plan: Plan, k: number, now: number): number {
  const before = stepOf(plan, k)?.beforeDeadlineMs;
  const at = before === undefined ? now : Math.max(now, row.deadline - before);
  return openFrom(row, plan, k, at);
}

function hasLater(row: Enrollment, plan: Plan, k: number): boolean {
  for (let later = k + 1; later <= plan.steps.length; later++) if (canTake(row, plan, later)) return true;
  return false;
}

/** No message of step `k` leaves after this instant, whatever `ifLate` says. */
function lastMoment(row: Enrollment, plan: Plan, k: number): number {
  return hasLater(row, plan, k) ? ladderEnd(row, plan) : row.deadline;
}

/** A recipient who waits for something else than the ladder begins step `k` no later, within its hours. */
export function waitsUntil(row: Enrollment, plan: Plan, k: number): number {
  return openUntil(row, plan, k, plannedUntil(row, plan, k));
}

/** A wait before step `k` ends no later: so that its message is not due at the very end, at which nothing can leave. */
function plannedUntil(row: Enrollment, plan: Plan, k: number): number {
  return lastMoment(row, plan, k) - LEAST_LEFT_MS;
}

/**
 * After this instant step `k`, of which no wait runs yet, is skipped as too late: the rest needs the time, or the deadline
 * is over. With `ifLate: skip` that is as soon as the full waits of the step and of later ones no longer fit; the last step
 * that can still be sent keeps its place.
 *
 * @param now decides which later steps can still be had
 */
export function latestStart(row: Enrollment, plan: Plan, k: number, now: number): number {
  const last = lastMoment(row, plan, k);
  const isBegun = row.step === k && row.waitUntil !== 0;
  if (plan.ifLate !== "skip" || isBegun) return last;
  const later = keptStep(row, plan, k, now);
  return later.step === undefined ? last : Math.min(last, unhurriedBefore(row, plan, k, later.start));
}

/** `ifLate: skip`: the first later step that is kept when the ladder goes on at `from`, and its last unhurried start. */
function keptStep(
  row: Enrollment,
  plan: Plan,
  k: number,
  from: number,
): { readonly step: number | undefined; readonly start: number } {
  let step: number | undefined;
  let start = ladderEnd(row, plan);
  for (let later = plan.steps.length; later > k; later--) {
    if (!canTake(row, plan, later)) continue;
    const unhurried = unhurriedBefore(row, plan, later, start);
    const last = lastMoment(row, plan, later);
    const latest = step === undefined ? last : Math.min(last, unhurried);
    if (from !== -Infinity && stepStart(row, plan, later, from) > latest) continue;
    step = later;
    start = unhurried;
  }
  return { step, start };
}

/** When step `k` has to leave, within its hours, so that its wait is over by `end`, and so that it can leave at all. */
function unhurriedBefore(row: Enrollment, plan: Plan, k: number, end: number): number {
  return openUntil(row, plan, k, Math.min(end - (stepOf(plan, k)?.waitMs ?? 0), plannedUntil(row, plan, k)));
}

/**
 * The first later step that this person can still get when the ladder goes on at `from`. Hours that do not open again in
 * time take a step away.
 */
function laterStep(row: Enrollment, plan: Plan, k: number, from: number): number | undefined {
  if (plan.ifLate === "skip") return keptStep(row, plan, k, from).step;
  for (let later = k + 1; later <= plan.steps.length; later++) {
    if (!canTake(row, plan, later)) continue;
    const isAlwaysOpen = stepOf(plan, later)?.hours === undefined || from === -Infinity;
    if (isAlwaysOpen || stepStart(row, plan, later, from) <= lastMoment(row, plan, later)) return later;
  }
  return undefined;
}

/** Time that this person needs from the start of step `k` to the end of the ladder when no wait is shortened. */
export function fullWaits(row: Enrollment, plan: Plan, k: number): number {
  let sum = stepOf(plan, k)?.waitMs ?? 0;
  for (let later = k + 1; later <= plan.steps.length; later++) {
    if (canTake(row, plan, later)) sum += stepOf(plan, later)?.waitMs ?? 0;
  }
  return sum;
}

/** The wait of step `k` ends here at the latest when no later one is shortened; `from` = nothing is sent earlier. */
export function unhurriedEnd(row: Enrollment, plan: Plan, k: number, from: number = -Infinity): number {
  if (plan.ifLate === "skip") return keptStep(row, plan, k, from).start;
  const later = laterStep(row, plan, k, from);
  return later === undefined ? ladderEnd(row, plan) : unhurriedStart(row, plan, later, from);
}

/** A message of step `k` that the provider takes after this instant shortens the waits of this person. */
export function unhurriedStart(row: Enrollment, plan: Plan, k: number, from: number = -Infinity): number {
  return unhurriedBefore(row, plan, k, unhurriedEnd(row, plan, k, from));
}

/** The last instant at which step `k` may start if no step after it waits at all; later ones that `from` is too late for do not count. */
export function lastChance(row: Enrollment, plan: Plan, k: number, from: number): number {
  if (plan.ifLate === "skip") {
    const latest = latestStart(row, plan, k, from);
    const last = Math.min(latest, openUntil(row, plan, k, plannedUntil(row, plan, k)));
    return last >= from ? last : latest;
  }
  const later = laterStep(row, plan, k, from);
  const end = later === undefined ? Infinity : lastChance(row, plan, later, from);
  const last = openUntil(row, plan, k, Math.min(plannedUntil(row, plan, k), end));
  return last >= from ? last : openUntil(row, plan, k, lastMoment(row, plan, k)); // both are not to be had
}

/**
 * End of the wait that starts with the step's first `accepted`. When the whole rest of the ladder no longer fits,
 * all waits shrink in proportion (`compress`) and the row is marked. No wait lasts beyond the last hours of the step
 * that comes after it. With `ifLate: skip` a wait keeps its length, unless that would cost the next step its latest start
 * because the provider took the message late; the last step has what is left.
 */
export function waitEnd(row: Enrollment, plan: Plan, start: number): number {
  const end = Math.max(start, ladderEnd(row, plan));
  const own = stepOf(plan, row.step)?.waitMs;
  const later = laterStep(row, plan, row.step, start);
  const last = later === undefined ? end : Math.max(start, Math.min(end, lastChance(row, plan, later, start)));
  if (own === undefined) return last;
  if (plan.ifLate === "skip") {
    if (start + own > last) row.flags |= FLAG.compressed;
    return Math.min(last, start + own);
  }
  const missing = start + own - unhurriedEnd(row, plan, row.step, start);
  const needed = fullWaits(row, plan, row.step);
  if (missing <= 0 || needed === 0) return start + own;
  row.flags |= FLAG.compressed;
  const room = Math.max(0, needed - missing);
  return Math.min(last, start + Math.floor((own * room) / needed));
}

/** When the current step ends if it begins at `start`, and has not begun before; nothing is marked. */
export function stepEnd(row: Enrollment, plan: Plan, start: number): number {
  return row.waitUntil > 0 ? row.waitUntil : waitEnd({ ...row }, plan, start);
}

/**
 * Whether a recipient who arrives `now` is refused (`ifLate: refuse`): the ladder of all steps that they can take no longer
 * fits with its full waits. One who can take no step is not late, but out of reach.
 */
export function comesTooLate(row: Enrollment, plan: Plan, now: number): boolean {
  if (plan.ifLate !== "refuse") return false;
  let at = now;
  for (let k = 1; k <= plan.steps.length; k++) {
    if (!canTake(row, plan, k)) continue;
    at = stepStart(row, plan, k, at);
    if (at > unhurriedStart(row, plan, k)) return true;
    at += stepOf(plan, k)?.waitMs ?? 0;
  }
  return false;
}
