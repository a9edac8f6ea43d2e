import type { Cause, Plan } from "@relance/spec";
import { type Change, type ChangeEvent, causeNumber } from "./change.ts";
import { channelBits, contactBit, usableContact } from "./contacts.ts";
import { type Enrollment, FLAG, PHASE, STATE } from "./enrollment.ts";
import { openFrom } from "./hours/step-hours.ts";
import { canTake, lastChance, latestStart, stepStart } from "./ladder-time.ts";
import { stepBit, stepOf } from "./steps.ts";

/** Puts the row at the start of a place in the ladder, ready to be claimed. Raises the epoch. */
export function enter(row: Enrollment, step: number, position: number, dueAt: number): void {
  row.step = step;
  row.position = position;
  row.phase = PHASE.ready;
  row.dueAt = dueAt;
  detach(row);
}

/** The row lets go of its attempt: whatever is heard of it from now on is evidence only. Raises the epoch. */
export function detach(row: Enrollment): void {
  row.epoch += 1;
  row.attempt = 0;
  row.evidence = 0;
  row.acceptedAt = 0;
  row.flags &= ~FLAG.readdressed;
}

/** Forgets the tries of an earlier place: the step begins anew. */
export function freshStep(row: Enrollment): void {
  row.attemptsInStep = 0;
  row.triedPositions = 0;
  row.waitUntil = 0;
}

/** First step from `from` on that this person can take and that can still start in time. */
export function findStep(row: Enrollment, plan: Plan, from: number, now: number): number | undefined {
  for (let k = from; k <= plan.steps.length; k++) {
    if (canTake(row, plan, k) && !isTooLate(row, plan, k, now)) return k;
  }
  return undefined;
}

/** There is no time left to begin step `k`. */
function isTooLate(row: Enrollment, plan: Plan, k: number, now: number): boolean {
  return stepStart(row, plan, k, now) > latestStart(row, plan, k, now);
}

/** Steps from `from` to before `to` that the person could take and has no time for. */
export function stepsTooLate(row: Enrollment, plan: Plan, from: number, to: number, now: number): number[] {
  const found: number[] = [];
  for (let k = from; k < to; k++) if (canTake(row, plan, k) && isTooLate(row, plan, k, now)) found.push(k);
  return found;
}

/**
 * The events of a move over steps for which there is no time. Each such step gets an event, as if the recipient had come
 * to it and left at once. `event` is the one that brings them to the first.
 */
export function tellWay(event: ChangeEvent, tooLate: readonly number[]): ChangeEvent[] {
  const [first, ...others] = tooLate;
  if (first === undefined) return [event];
  const onward = [...others, undefined].map(
    (step): ChangeEvent => ({
      kind: "enrollment.escalated",
      cause: "too-late",
      ...(step === undefined ? {} : { step }),
    }),
  );
  return [{ ...event, step: first }, ...onward];
}

/** First later step that does not lead to the same silent vendor over the same channel again. */
export function findElsewhere(row: Enrollment, plan: Plan, now: number): number | undefined {
  const failed = stepOf(plan, row.step);
  const vendor = failed?.route[row.position]?.vendor;
  for (let k = findStep(row, plan, row.step + 1, now); k !== undefined; k = findStep(row, plan, k + 1, now)) {
    const step = stepOf(plan, k);
    if (step?.channel !== failed?.channel || step?.route.some((route) => route.vendor !== vendor)) return k;
  }
  return undefined;
}

/** Where to begin in step `k`: after a failure or silence with another vendor than the one that failed, if there is one. */
function startPosition(row: Enrollment, plan: Plan, k: number, cause: Cause): number {
  if (cause !== "undelivered" && cause !== "receipt-overdue" && cause !== "incident") return 0;
  const vendor = stepOf(plan, row.step)?.route[row.position]?.vendor;
  const other = stepOf(plan, k)?.route.findIndex((route) => route.vendor !== vendor) ?? 0;
  return Math.max(0, other);
}

/** Moves the row to the start of step `k`. */
export function escalateTo(row: Enrollment, plan: Plan, k: number, cause: Cause, now: number, change: Change): void {
  const tooLate = stepsTooLate(row, plan, row.step + 1, k, now);
  change.events.push(...tellWay({ kind: "enrollment.escalated", cause }, tooLate));
  enter(row, k, startPosition(row, plan, k, cause), stepStart(row, plan, k, now));
  freshStep(row);
  row.cause = causeNumber(cause);
}

/** A rule of the person, and nothing else, forbids every remaining step. */
function isForbidden(row: Enrollment, plan: Plan, from: number): boolean {
  for (let k = from; k <= plan.steps.length; k++) {
    const step = stepOf(plan, k);
    if (step === undefined || (row.steps & stepBit(k)) === 0) continue;
    if (row.knownContacts & row.optedOut & ~row.deadContacts & channelBits(step.channel)) return true;
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
  if (k !== undefined) {
    escalateTo(row, plan, k, cause, now, change);
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
  const step = stepOf(plan, row.step);
  const at = openFrom(row, plan, row.step, now);
  if (step !== undefined && usableContact(row, step.channel) >= 0 && at <= latestStart(row, plan, row.step, now)) {
    enter(row, row.step, 0, at);
    freshStep(row);
    change.events.push({ kind: "enrollment.rerouted", cause });
    return;
  }
  nextStep(row, plan, cause, now, change);
}

/**
 * When a message of the same step may leave that could leave at `at`; `undefined` = the time for it is over. A recipient who
 * would have to wait until the step's own wait is over, or until no later step can be had, goes on to that one instead.
 */
export function nextTry(row: Enrollment, plan: Plan, at: number, now: number): number | undefined {
  const opens = openFrom(row, plan, row.step, at);
  if (findStep(row, plan, row.step + 1, now) === undefined)
    return opens > latestStart(row, plan, row.step, now) ? undefined : opens;
  const isWaitOver = row.waitUntil > now && opens > row.waitUntil;
  return isWaitOver || opens > lastChance(row, plan, row.step, now) ? undefined : opens;
}

/**
 * The next unused provider of the route, preferring a vendor that was not used in this step; -1 = none, or no try is
 * left. With `otherVendorOnly` none is tried over a vendor whose silence or failure was seen already.
 *
 * @param isOpen a place that is closed is none
 */
export function nextPosition(
  row: Enrollment,
  plan: Plan,
  otherVendorOnly: boolean,
  isOpen: (position: number) => boolean = () => true,
): number {
  if (row.attemptsInStep >= plan.maxTries) return -1;
  const route = stepOf(plan, row.step)?.route ?? [];
  const used = (position: number): boolean => position === row.position || (row.triedPositions & (1 << position)) !== 0;
  const vendors = new Set(route.filter((_, position) => used(position)).map(({ vendor }) => vendor));
  const unused = route.map((_, position) => position).filter((position) => !used(position) && isOpen(position));
  const fresh = unused.find((position) => !vendors.has(route[position]?.vendor ?? ""));
  if (fresh !== undefined || otherVendorOnly) return fresh ?? -1;
  const vendor = route[row.position]?.vendor;
  return unused.find((position) => route[position]?.vendor !== vendor) ?? unused[0] ?? -1;
}

/** The same provider may be tried again: one try is kept for every provider of the route that had none. */
export function mayRepeat(row: Enrollment, plan: Plan): boolean {
  const route = stepOf(plan, row.step)?.route ?? [];
  const unused = route.filter((_, at) => at !== row.position && (row.triedPositions & (1 << at)) === 0).length;
  return row.attemptsInStep + unused < plan.maxTries;
}

/** Marks the contact of the current attempt as unusable, unless it has another address by now. */
export function killContact(row: Enrollment, plan: Plan): void {
  if ((row.flags & FLAG.readdressed) !== 0) return;
  const step = stepOf(plan, row.step);
  if (step !== undefined) row.deadContacts |= contactBit(step.channel, row.contact);
}
