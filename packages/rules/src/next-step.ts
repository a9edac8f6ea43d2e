import type { Cause, Plan } from "@relance/spec";
import { type Change, causeNumber } from "./change.ts";
import { channelBits, contactBit, usableContact } from "./contacts.ts";
import { type Enrollment, PHASE, STATE } from "./enrollment.ts";
import { canTake, latestStart, stepStart } from "./ladder-time.ts";

/** Puts the row at the start of a place in the ladder, ready to be claimed. Raises the epoch. */
export function enter(row: Enrollment, step: number, position: number, dueAt: number): void {
  row.step = step;
  row.position = position;
  row.phase = PHASE.ready;
  row.dueAt = dueAt;
  row.epoch += 1;
  row.attempt = 0;
  row.bits = 0;
  row.since = 0;
}

function freshStep(row: Enrollment): void {
  row.tries = 0;
  row.tried = 0;
  row.waitUntil = 0;
}

/** First step from `from` on that this person can take and that is not too late, or -1. */
export function findStep(row: Enrollment, plan: Plan, from: number, now: number): number {
  for (let k = from; k < plan.steps.length; k++) {
    if (canTake(row, plan, k) && now <= latestStart(row, plan, k)) return k;
  }
  return -1;
}

/** A rule of the person, and nothing else, forbids every remaining step. */
function isForbidden(row: Enrollment, plan: Plan, from: number): boolean {
  for (let k = from; k < plan.steps.length; k++) {
    const step = plan.steps[k];
    if (step === undefined || (row.steps & (1 << k)) === 0) continue;
    if (row.has & row.optedOut & ~row.dead & channelBits(step.channel)) return true;
  }
  return false;
}

/** Closes the row: it waits for nothing any more. */
export function end(row: Enrollment, state: number, cause: Cause): void {
  row.state = state;
  row.phase = PHASE.idle;
  row.dueAt = 0;
  row.epoch += 1;
  row.cause = causeNumber(cause);
}

/** Moves to the next step that can be taken, or ends the ladder. */
export function nextStep(row: Enrollment, plan: Plan, cause: Cause, now: number, change: Change): void {
  const k = findStep(row, plan, row.step + 1, now);
  if (k >= 0) {
    enter(row, k, 0, stepStart(row, plan, k, now));
    freshStep(row);
    row.cause = causeNumber(cause);
    change.events.push({ kind: "enrollment.escalated", cause });
    return;
  }
  if (isForbidden(row, plan, cause === "opted-out" ? row.step : row.step + 1)) {
    end(row, STATE.suppressed, "opted-out");
    change.events.push({ kind: "enrollment.suppressed", cause: "opted-out" });
    return;
  }
  end(row, STATE.exhausted, cause);
  change.events.push({ kind: "enrollment.exhausted", cause });
}

/** Another contact of the same channel from the start of the route, else the next step. */
export function nextContact(row: Enrollment, plan: Plan, cause: Cause, now: number, change: Change): void {
  const step = plan.steps[row.step];
  if (
    step !== undefined &&
    usableContact(row, step.channel) >= 0 &&
    now <= latestStart(row, plan, row.step)
  ) {
    enter(row, row.step, 0, now);
    freshStep(row);
    change.events.push({ kind: "enrollment.rerouted", cause });
    return;
  }
  nextStep(row, plan, cause, now, change);
}

/** The next unused provider of the route, preferring (or demanding) another vendor; -1 = none. */
export function nextPosition(row: Enrollment, plan: Plan, otherVendorOnly: boolean): number {
  const route = plan.steps[row.step]?.route ?? [];
  const vendor = route[row.position]?.vendor;
  let fallback = -1;
  for (let position = 0; position < route.length; position++) {
    if (position === row.position || row.tried & (1 << position)) continue;
    if (route[position]?.vendor !== vendor) return position;
    if (fallback < 0) fallback = position;
  }
  return otherVendorOnly ? -1 : fallback;
}

/** Marks the contact of the current attempt as unusable. */
export function killContact(row: Enrollment, plan: Plan): void {
  const step = plan.steps[row.step];
  if (step !== undefined) row.dead |= contactBit(step.channel, row.contact);
}
