import type { Cause, Channel, Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { contactBit, usableContact } from "./contacts.ts";
import type { DueContext } from "./due.ts";
import { type Enrollment, FLAG, isOpen, PHASE, REPLACED, STATE } from "./enrollment.ts";
import { beginStep, end, nextContact, nextStep } from "./next-step.ts";
import { canTake, Schedule } from "./schedule.ts";
import { isDead, type SentMessage, type SentSteps, sentSteps } from "./sent-steps.ts";
import { planStep, stepBit } from "./steps.ts";

/** Bars a contact after STOP. If the current step uses it, the recipient moves to another contact or step. */
export function optOut(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  if (row.optedOut & bit) return change;
  row.optedOut |= bit;
  if (!isOpen(row)) return change;
  const channel = planStep(plan, row.step)?.channel;
  if (channel === undefined) return change;
  const inUse = row.phase === PHASE.ready ? 0 : contactBit(channel, row.contact);
  const concerned = inUse === 0 ? usableContact(row, channel) < 0 : (inUse & bit) !== 0;
  if (concerned) nextContact(new Schedule(row, plan, now), "opted-out", change);
  return change;
}

/** Allows a contact again. The recipient's state does not change. See {@link readmit}. */
export function optIn(row: Enrollment, bit: number): void {
  row.optedOut &= ~bit;
}

/**
 * Allows a contact again. A suppressed recipient resumes at the first later step that needs this contact, unless the
 * recipient has asked for a call.
 */
export function readmit(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const before = { ...row };
  optIn(row, bit);
  if (row.state !== STATE.suppressed || row.cause === causeNumber("help")) return noChange();
  const from = firstReached(before, row, plan);
  return from === undefined ? noChange() : reopen(row, plan, now, from);
}

const NOTHING_SENT: SentSteps = { missed: 0, reached: 0, unsent: 0 };

/** Returns the first remaining step that only the new contacts can receive, or that the recipient missed. */
function firstReached(before: Enrollment, row: Enrollment, plan: Plan, sent = NOTHING_SENT): number | undefined {
  const at = plan.steps.findIndex((_, index) => {
    return index + 1 >= row.step && canTake(row, plan, index + 1) && !isDone(before, plan, index + 1, sent);
  });
  return at < 0 ? undefined : at + 1;
}

function isDone(before: Enrollment, plan: Plan, k: number, { missed, reached }: SentSteps): boolean {
  return (missed & stepBit(k)) === 0 && (canTake(before, plan, k) || (reached & stepBit(k)) !== 0);
}

/** Resumes an ended enrollment at step `from`, if enough time and a usable contact remain. */
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

export interface NewContacts extends Pick<Enrollment, "knownContacts" | "optedOut" | "steps" | "deadline"> {
  /** Bit mask with one bit per contact, set if the address of the contact did not change. */
  readonly unchanged: number;
  /** All attempts at the recipient, the latest first. */
  readonly sent: readonly SentMessage[];
}

/**
 * Replaces the contacts. The recipient resumes at the first step that only the new contacts can receive or that the
 * recipient missed, even if that step is an earlier one. All other earlier steps are skipped, so that no step is sent
 * twice.
 */
export function renewContacts(row: Enrollment, plan: Plan, contacts: NewContacts, now: number): Change {
  const before = { ...row };
  const sent = sentSteps(row, contacts.sent);
  row.knownContacts = contacts.knownContacts;
  row.optedOut = contacts.optedOut;
  row.deadContacts &= contacts.unchanged;
  const isReturned = (row.flags & FLAG.returned) !== 0;
  const again = sent.missed | (sent.unsent & (-1 << row.step)); // a left message of a later step may not have been sent
  const steps = row.steps | (isReturned ? contacts.steps & again : contacts.steps);
  const isExpired = row.state === STATE.expired && contacts.deadline > row.deadline;
  const isSettled = row.cause === causeNumber("help") || row.cause === causeNumber("promise");
  // no contact was usable
  const isUnreached = row.state === STATE.exhausted || row.state === STATE.suppressed;
  if (isSettled || !(isOpen(row) || isExpired || isUnreached)) return noChange();
  const renewed = { ...row, steps, deadline: isOpen(row) ? row.deadline : contacts.deadline };
  const back = goBack(before, renewed, plan, now, sent);
  if (back !== undefined) {
    Object.assign(row, { steps: back.steps, deadline: renewed.deadline, flags: row.flags | FLAG.returned });
    if (!isOpen(row)) return reopen(row, plan, now, back.to);
    beginStep(new Schedule(row, plan, now), back.to);
    return { ...noChange(), events: [{ kind: "enrollment.rerouted", cause: "none" }] };
  }
  if (isReturned) row.steps = steps;
  if (!isUnreached) return noChange();
  const from = firstReached(before, renewed, plan, sent);
  if (from === undefined) return noChange();
  row.steps = steps;
  row.deadline = contacts.deadline;
  return reopen(row, plan, now, from);
}

/** After a late report or outcome, returns a recipient with corrected contacts to the first step that they missed. */
export function returnToMissed(row: Enrollment, plan: Plan, sent: readonly SentMessage[], now: number): Change {
  if (!sent.some(({ contact }) => contact >= REPLACED)) return noChange();
  const steps = sent.reduce((all, { step }) => all | stepBit(step), 0);
  return renewContacts(row, plan, { ...row, steps, unchanged: ~0, sent }, now);
}

/** Applies a receipt of an earlier message. If it proves that the address is dead, the contact is not used again. */
export function receiveLate(
  row: Enrollment,
  channel: Channel,
  { contact, bits }: Pick<SentMessage, "contact" | "bits">,
): void {
  if (isDead(bits, channel)) row.deadContacts |= contactBit(channel, contact);
}

/** Returns the bits of the steps after a new row. A recipient at an earlier step again gets no more steps. */
export function stepsFrom({ steps, flags, step }: Enrollment, meant: number): number {
  return (flags & FLAG.returned) !== 0 ? steps & (meant | stepBit(step)) : meant | stepBit(step);
}

function goBack(
  before: Enrollment,
  row: Enrollment,
  plan: Plan,
  now: number,
  sent: SentSteps,
): { readonly to: number; readonly steps: number } | undefined {
  const was = { ...before, steps: row.steps };
  const isUnsent = isOpen(row) && (sent.reached & stepBit(row.step)) === 0;
  let { steps } = row;
  for (let k = 1; k <= row.step; k++) {
    if (isDone(was, plan, k, sent) && !(isUnsent && k === row.step)) steps &= ~stepBit(k);
  }
  const to = new Schedule({ ...row, steps }, plan, now).next(1);
  return to === undefined || to >= row.step ? undefined : { to, steps };
}

/** Resumes an enrollment that relance had handed over to an operator. */
export function resume(row: Enrollment, plan: Plan, now: number): Change {
  const change = reopen(row, plan, now);
  if (change.events.length > 0) row.claims = 0; // an operator has checked the row, so workers may claim it again
  return change;
}

/** Ends an enrollment whose deadline has passed. For `isOverBudget` see {@link DueContext}. */
export function expire(row: Enrollment, isOverBudget = false): Change {
  const change = noChange();
  if (isOpen(row)) end(row, "expired", isOverBudget && row.phase === PHASE.ready ? "budget" : "deadline", change);
  return change;
}

/** Cancels an enrollment. An ended enrollment is cancelled too, so that no operator calls the recipient. */
export function remove(row: Enrollment): Change {
  const isDone = row.state === STATE.acknowledged || row.state === STATE.cancelled;
  return isDone ? noChange() : callOff(row, "withdrawn");
}

export function cancel(row: Enrollment, cause: Extract<Cause, "withdrawn" | "manual">): Change {
  return isOpen(row) ? callOff(row, cause) : noChange();
}

function callOff(row: Enrollment, cause: Cause): Change {
  const change = noChange();
  end(row, "cancelled", cause, change);
  return change;
}

/** Erases the recipient. An open enrollment ends, and no command can resume it. A repeated call adds no events. */
export function forget(row: Enrollment): Change {
  if ((row.flags & FLAG.forgotten) !== 0) return noChange();
  const change = cancel(row, "withdrawn");
  row.flags |= FLAG.forgotten;
  row.knownContacts = 0;
  change.events.push({ kind: "enrollment.forgotten", cause: "none" });
  return change;
}

/** Moves a recipient to the next step immediately. */
export function escalateNow(row: Enrollment, plan: Plan, now: number): Change {
  const change = noChange();
  if (!isOpen(row)) return change;
  row.state = STATE.active;
  nextStep(new Schedule(row, plan, now), "manual", change);
  return change;
}

/** An amendment applies only if the step has sent nothing, so that no recipient gets two versions of a text. */
export function mayAmend(row: Enrollment): boolean {
  const isFresh = row.attempt === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  return isOpen(row) && row.phase === PHASE.ready && isFresh;
}
