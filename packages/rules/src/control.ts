import type { Cause, Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { contactBit, usableContact } from "./contacts.ts";
import type { DueContext } from "./due.ts";
import { type Enrollment, FLAG, isOpen, PHASE, STATE } from "./enrollment.ts";
import { beginStep, end, nextContact, nextStep } from "./next-step.ts";
import { canTake, Schedule } from "./schedule.ts";
import { stepBit, stepOf } from "./steps.ts";

/** Bars a contact that sent STOP. If the recipient waits for that contact, another one or a step follows. */
export function optOut(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  if (row.optedOut & bit) return change;
  row.optedOut |= bit;
  if (!isOpen(row)) return change;
  const channel = stepOf(plan, row.step)?.channel;
  if (channel === undefined) return change;
  const sent = row.phase !== PHASE.ready;
  const concerned = sent ? (contactBit(channel, row.contact) & bit) !== 0 : usableContact(row, channel) < 0;
  if (concerned) nextContact(new Schedule(row, plan, now), "opted-out", change);
  return change;
}

/** Allows a contact again. Open steps continue; {@link readmit} also resumes a recipient whose steps ended. */
export function optIn(row: Enrollment, bit: number): void {
  row.optedOut &= ~bit;
}

/**
 * Does what {@link optIn} does, and resumes a recipient who ended as suppressed. Recipients resume at the first step,
 * from the one where they stopped, that only this contact reaches, because steps that other contacts reached have sent
 * their message.
 */
export function readmit(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const before = { ...row };
  optIn(row, bit);
  if (row.state !== STATE.suppressed) return noChange();
  const from = firstReached(before, row, plan);
  return from === undefined ? noChange() : reopen(row, plan, now, from);
}

/** Returns the first step, from the row's step on, that the recipient can take now and could not take before. */
function firstReached(before: Enrollment, row: Enrollment, plan: Plan): number | undefined {
  const at = plan.steps.findIndex((_, index) => {
    return index + 1 >= row.step && canTake(row, plan, index + 1) && !canTake(before, plan, index + 1);
  });
  return at < 0 ? undefined : at + 1;
}

/**
 * Resumes an ended recipient at the step where they stopped, or from `from` on, such as after a hand-back. Time must
 * remain before the deadline, and a contact must be usable. A recipient who acknowledged is not asked again.
 */
export function reopen(row: Enrollment, plan: Plan, now: number, from: number = row.step): Change {
  const change = noChange();
  if (isOpen(row) || row.state === STATE.acknowledged || now >= row.deadline) return change;
  const schedule = new Schedule(row, plan, now);
  const k = schedule.next(from);
  if (k === undefined) return change;
  row.state = STATE.active;
  row.cause = causeNumber("none");
  beginStep(schedule, k);
  change.events.push({ kind: "enrollment.reopened", cause: "none" });
  return change;
}

/** The contacts of a recipient's new row. */
export interface NewContacts extends Pick<Enrollment, "knownContacts" | "optedOut" | "steps" | "deadline"> {
  /** Bits of the contacts whose address did not change. */
  readonly unchanged: number;
}

/**
 * Replaces the recipient's contacts. The steps continue or resume at the first step that only the new contacts reach.
 * The step may be an earlier one that a dead number had made impossible. Steps that other contacts reached have sent
 * their message and are left out, so no message is sent twice.
 */
export function renewContacts(row: Enrollment, plan: Plan, contacts: NewContacts, now: number): Change {
  const before = { ...row };
  row.knownContacts = contacts.knownContacts;
  row.optedOut = contacts.optedOut;
  row.deadContacts &= contacts.unchanged; // a new address may work
  const steps = (row.flags & FLAG.returned) !== 0 ? row.steps : row.steps | contacts.steps;
  const isExpired = row.state === STATE.expired && contacts.deadline > row.deadline;
  const isSettled = row.cause === causeNumber("help") || row.cause === causeNumber("promise"); // the recipient answered
  // a recipient without a usable contact: all are dead, or their owners want no messages, as the owner of a wrong number
  const isUnreached = row.state === STATE.exhausted || row.state === STATE.suppressed;
  if (isSettled || !(isOpen(row) || isExpired || isUnreached)) return noChange();
  const renewed = { ...row, steps, deadline: isOpen(row) ? row.deadline : contacts.deadline };
  const back = goBack(before, renewed, plan, now);
  if (back !== undefined) {
    Object.assign(row, { steps: back.steps, deadline: renewed.deadline, flags: row.flags | FLAG.returned });
    if (!isOpen(row)) return reopen(row, plan, now, back.to);
    beginStep(new Schedule(row, plan, now), back.to);
    return { ...noChange(), events: [{ kind: "enrollment.rerouted", cause: "none" }] };
  }
  if (!isUnreached) return noChange();
  const from = firstReached(before, renewed, plan);
  if (from === undefined) return noChange();
  row.steps = steps;
  row.deadline = contacts.deadline;
  return reopen(row, plan, now, from);
}

/** The recipient's steps after a new row. Resuming an earlier step adds none: others may have been sent. */
export function stepsFrom({ steps, flags, step }: Enrollment, meant: number): number {
  return (flags & FLAG.returned) !== 0 ? steps & (meant | stepBit(step)) : meant | stepBit(step);
}

/** Returns an earlier step that only the new contacts reach in time, and the recipient's steps without sent ones. */
function goBack(
  before: Enrollment,
  row: Enrollment,
  plan: Plan,
  now: number,
): { readonly to: number; readonly steps: number } | undefined {
  const was = { ...before, steps: row.steps };
  const isFresh = row.attempt === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  let { steps } = row;
  for (let k = 1; k <= row.step; k++) {
    if (canTake(was, plan, k) && !(isFresh && k === row.step)) steps &= ~stepBit(k);
  }
  const to = new Schedule({ ...row, steps }, plan, now).next(1);
  return to === undefined || to >= row.step ? undefined : { to, steps };
}

/** Resumes a recipient at an operator's command. */
export function handBack(row: Enrollment, plan: Plan, now: number): Change {
  const change = reopen(row, plan, now);
  if (change.events.length > 0) row.claims = 0; // the operator has checked why the row was poisonous
  return change;
}

/** Ends a recipient whose deadline has passed; later outcomes are only evidence. Flag: see {@link DueContext}. */
export function expire(row: Enrollment, isOverBudget = false): Change {
  const change = noChange();
  if (isOpen(row)) end(row, "expired", isOverBudget && row.phase === PHASE.ready ? "budget" : "deadline", change);
  return change;
}

/** Cancels this enrollment, even if its steps or time have ended, so that no operator needs to call the recipient. */
export function withdraw(row: Enrollment): Change {
  const isDone = row.state === STATE.acknowledged || row.state === STATE.cancelled;
  return isDone ? noChange() : callOff(row, "withdrawn");
}

/** Cancels this enrollment if it is open, because its campaign or its recipient was cancelled. */
export function cancel(row: Enrollment, cause: Extract<Cause, "withdrawn" | "manual">): Change {
  return isOpen(row) ? callOff(row, cause) : noChange();
}

function callOff(row: Enrollment, cause: Cause): Change {
  const change = noChange();
  end(row, "cancelled", cause, change);
  return change;
}

/**
 * Forgets the recipient: an open enrollment ends and can never resume. The outcome of a message in flight is only
 * evidence. Returns no events if the recipient was forgotten before.
 */
export function forget(row: Enrollment): Change {
  if ((row.flags & FLAG.forgotten) !== 0) return noChange();
  const change = cancel(row, "withdrawn");
  row.flags |= FLAG.forgotten;
  row.knownContacts = 0; // without a contact, no step can resume
  change.events.push({ kind: "enrollment.forgotten", cause: "none" });
  return change;
}

/** Moves a recipient to the next step at an operator's command. */
export function escalateNow(row: Enrollment, plan: Plan, now: number): Change {
  const change = noChange();
  if (!isOpen(row)) return change;
  row.state = STATE.active;
  nextStep(new Schedule(row, plan, now), "manual", change);
  return change;
}

/**
 * Returns whether a recipient may change to another version of the campaign: no message of the current step was sent, so that
 * no recipient gets one step in two wordings.
 */
export function mayAmend(row: Enrollment): boolean {
  const isFresh = row.attempt === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  return isOpen(row) && row.phase === PHASE.ready && isFresh;
}
