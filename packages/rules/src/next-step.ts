import type { Cause, Plan } from "@relance/spec";
import { type Change, type ChangeEvent, causeNumber } from "./change.ts";
import { channelBits, contactBit, usableContact } from "./contacts.ts";
import { type Enrollment, FLAG, isWaitRunning, PHASE, STATE } from "./enrollment.ts";
import { openFrom } from "./hours/step-hours.ts";
import type { Schedule } from "./schedule.ts";
import { planStep, stepBit } from "./steps.ts";

/** Makes the row ready for a claim at this step and position. Increments the revision. */
export function enter(row: Enrollment, step: number, position: number, dueAt: number): void {
  row.step = step;
  row.position = position;
  row.phase = PHASE.ready;
  row.dueAt = dueAt;
  detach(row);
}

/** Separates the row from its attempt, so that later receipts of the attempt have no effect. Increments the revision. */
export function detach(row: Enrollment): void {
  row.revision += 1;
  row.attempt = 0;
  row.evidence = 0;
  row.acceptedAt = 0;
}

function freshStep(row: Enrollment): void {
  row.attemptsInStep = 0;
  row.triedPositions = 0;
  row.waitUntil = 0;
  row.flags &= ~FLAG.providerWait;
}

/** Begins the wait for a provider that accepts no message of this step, unless the step already waits. */
export function beginPatience(schedule: Schedule): void {
  if (schedule.row.waitUntil !== 0) return;
  beginWait(schedule);
  schedule.row.flags |= FLAG.providerWait;
}

/** Ends the wait for a provider that accepts messages again. The next wait is for an answer. */
export function endPatience(row: Enrollment): void {
  if ((row.flags & FLAG.providerWait) === 0) return;
  row.flags &= ~FLAG.providerWait;
  row.waitUntil = 0;
}

export function beginStep(schedule: Schedule, k: number, position = 0): void {
  enter(schedule.row, k, position, schedule.step(k).start);
  freshStep(schedule.row);
}

export function beginWait(schedule: Schedule): void {
  const { row, now } = schedule;
  if (row.waitUntil !== 0) return;
  const { at, isCompressed } = schedule.waitEnd(now);
  row.waitUntil = at;
  if (isCompressed) row.flags |= FLAG.compressed;
}

/** Returns the event of a move, and one more event for each step that was skipped because it is too late. */
export function moveEvents(event: ChangeEvent, tooLate: readonly number[]): ChangeEvent[] {
  const skipped: ChangeEvent = { kind: "enrollment.escalated", cause: "too-late" };
  return [...tooLate, undefined].map((step, place) => ({ ...(place === 0 ? event : skipped), step }));
}

/** Returns the number of the first later step that uses another channel, or a vendor that still sends receipts. */
export function findElsewhere(schedule: Schedule): number | undefined {
  const { row, plan } = schedule;
  const failed = planStep(plan, row.step);
  const vendor = failed?.route[row.position]?.vendor;
  for (let k = schedule.next(row.step + 1); k !== undefined; k = schedule.next(k + 1)) {
    const step = planStep(plan, k);
    if (step?.channel !== failed?.channel || step?.route.some((route) => route.vendor !== vendor)) return k;
  }
  return undefined;
}

/** Returns where step `k` starts in its route: after a failure or an overdue receipt, at another vendor. */
function startPosition(row: Enrollment, plan: Plan, k: number, cause: Cause): number {
  if (cause !== "undelivered" && cause !== "receipt-overdue" && cause !== "incident") return 0;
  const vendor = planStep(plan, row.step)?.route[row.position]?.vendor;
  return Math.max(0, planStep(plan, k)?.route.findIndex((route) => route.vendor !== vendor) ?? 0);
}

export function escalateTo(schedule: Schedule, k: number, cause: Cause, change: Change): void {
  const { row, plan } = schedule;
  change.events.push(...moveEvents({ kind: "enrollment.escalated", cause }, schedule.tooLate(row.step + 1, k)));
  beginStep(schedule, k, startPosition(row, plan, k, cause));
  row.cause = causeNumber(cause);
}

/** Returns whether the recipient opted out of a contact that a remaining step would use. */
function isForbidden(row: Enrollment, plan: Plan, from: number): boolean {
  for (let k = from; k <= plan.steps.length; k++) {
    const step = planStep(plan, k);
    if (step === undefined || (row.steps & stepBit(k)) === 0) continue;
    if (row.knownContacts & row.optedOut & ~row.deadContacts & channelBits(step.channel)) return true;
  }
  return false;
}

/** Ends the enrollment in the given state. Increments the revision. */
export function end(
  row: Enrollment,
  state: Exclude<keyof typeof STATE, "pending" | "active">,
  cause: Cause,
  change: Change,
): void {
  row.state = STATE[state];
  row.phase = PHASE.idle;
  row.dueAt = 0;
  row.revision += 1;
  row.cause = causeNumber(cause);
  change.events.push({ kind: `enrollment.${state}`, cause });
}

/** Moves the row to the next step that can still start in time. If no step can, the enrollment ends. */
export function nextStep(schedule: Schedule, cause: Cause, change: Change): void {
  const { row, plan } = schedule;
  const k = schedule.next(row.step + 1);
  if (k !== undefined) {
    escalateTo(schedule, k, cause, change);
    return;
  }
  const isOptOut = isForbidden(row, plan, cause === "opted-out" ? row.step : row.step + 1);
  if (isOptOut) end(row, "suppressed", "opted-out", change);
  else end(row, "exhausted", cause, change);
}

/** Moves the row to the channel's next contact and the route's start, or, without another contact, to the next step. */
export function nextContact(schedule: Schedule, cause: Cause, change: Change): void {
  const { row, plan, now } = schedule;
  const step = planStep(plan, row.step);
  const at = openFrom(row, plan, row.step, now);
  if (step !== undefined && usableContact(row, step.channel) >= 0 && at <= schedule.current.latestStart) {
    enter(row, row.step, 0, at);
    freshStep(row);
    change.events.push({ kind: "enrollment.rerouted", cause });
    return;
  }
  nextStep(schedule, cause, change);
}

/** Returns the first time at or after `at` for another message of this step; `undefined` if the step ends earlier. */
export function nextTry(schedule: Schedule, at: number): number | undefined {
  const { row, plan, now, current } = schedule;
  const opens = openFrom(row, plan, row.step, at);
  const hasLater = schedule.next(row.step + 1) !== undefined;
  const isWaitOver = hasLater && isWaitRunning(row) && row.waitUntil > now && opens > row.waitUntil;
  return isWaitOver || opens > (hasLater ? current.lastChance : current.latestStart) ? undefined : opens;
}

/** Returns the position of the next unused provider, or -1. Vendors that this step has not used come first. */
export function nextPosition(
  row: Enrollment,
  plan: Plan,
  otherVendorOnly: boolean,
  isOpen: (position: number) => boolean = () => true,
): number {
  if (countTries(row, plan) >= plan.maxTries) return -1;
  const route = planStep(plan, row.step)?.route ?? [];
  const free = unusedPositions(row, plan);
  const vendors = new Set(route.filter((_, position) => !free.includes(position)).map(({ vendor }) => vendor));
  const unused = free.filter(isOpen);
  const fresh = unused.find((position) => !vendors.has(route[position]?.vendor ?? ""));
  if (fresh !== undefined || otherVendorOnly) return fresh ?? -1;
  const vendor = route[row.position]?.vendor;
  return unused.find((position) => route[position]?.vendor !== vendor) ?? unused[0] ?? -1;
}

/**
 * Returns the route position to use while the current account refuses: the first open provider that this step did not
 * try, or -1. Another account of the same vendor qualifies, and so does a provider that was skipped earlier.
 */
export function otherAccount(row: Tries, plan: Plan, isOpen: (position: number) => boolean): number {
  const route = planStep(plan, row.step)?.route ?? [];
  const vendors = new Set(route.filter((_, position) => isTried(row, position)).map(({ vendor }) => vendor));
  vendors.delete(route[row.position]?.vendor ?? "");
  const isFree = (position: number) => position !== row.position && !isTried(row, position);
  return route.findIndex(({ vendor }, position) => isFree(position) && !vendors.has(vendor) && isOpen(position));
}

/** Returns whether the same provider may be tried again. Each untried provider keeps one try reserved. */
export function mayRepeat(row: Enrollment, plan: Plan): boolean {
  return countTries(row, plan) + unusedPositions(row, plan).length < plan.maxTries;
}

type Tries = Pick<Enrollment, "step" | "position" | "triedPositions">;

export function isTried({ triedPositions }: Pick<Tries, "triedPositions">, position: number): boolean {
  return (triedPositions & (1 << position)) !== 0;
}

const SKIPPED = 1 << 16;

function isSkipped(row: Enrollment, position: number): boolean {
  return (row.triedPositions & (SKIPPED << position)) !== 0 && !isTried(row, position);
}

function unusedPositions(row: Enrollment, plan: Plan): number[] {
  const isUsed = (at: number) => at === row.position || isTried(row, at) || isSkipped(row, at);
  return (planStep(plan, row.step)?.route ?? []).flatMap((_, position) => (isUsed(position) ? [] : [position]));
}

/** Returns the number of tries in this step. A provider that was skipped counts as one try. */
function countTries(row: Enrollment, plan: Plan): number {
  const skipped = planStep(plan, row.step)?.route.filter((_, position) => isSkipped(row, position));
  return row.attemptsInStep + (skipped?.length ?? 0);
}

/** Moves the row to another provider before the send. After a failure, the row does not return. */
export function skipTo(row: Enrollment, position: number): void {
  row.triedPositions |= SKIPPED << row.position;
  row.position = position;
}

/** Marks the attempt's contact as dead, unless its address was replaced after the send. */
export function killContact(row: Enrollment, plan: Plan): void {
  const step = planStep(plan, row.step);
  if (step !== undefined) row.deadContacts |= contactBit(step.channel, row.contact);
}
