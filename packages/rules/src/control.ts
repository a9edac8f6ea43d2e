import type { Cause, Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { contactBit, usableContact } from "./contacts.ts";
import type { DueContext } from "./due.ts";
import { type Enrollment, FLAG, isOpen, PHASE, STATE } from "./enrollment.ts";
import { beginStep, end, nextContact, nextStep } from "./next-step.ts";
import { canTake, Schedule } from "./schedule.ts";
import { stepOf } from "./steps.ts";

/** The person said STOP on this contact: never again there; the next lawful channel at once. */
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

/** The person allowed it again. An open ladder goes on with whatever comes next; see {@link reopen} for a closed one. */
export function optIn(row: Enrollment, bit: number): void {
  row.optedOut &= ~bit;
}

/**
 * START, a hand back, more time, or a contact that works: an ended ladder resumes at the step where it stopped, while the deadline
 * allows it and there is a usable contact. A recipient who acknowledged is not asked again.
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
  /** Bits that stand for the same address as before. */
  readonly unchanged: number;
}

/**
 * The recipient has other contacts from now on. A ladder that ended because a step had no usable contact resumes at the first step,
 * from the one where it stopped, that only the new contacts reach: what was sent is not sent again.
 */
export function renewContacts(row: Enrollment, plan: Plan, contacts: NewContacts, now: number): Change {
  const before = { ...row };
  row.knownContacts = contacts.knownContacts;
  row.optedOut = contacts.optedOut;
  row.deadContacts &= contacts.unchanged; // another address deserves another try
  if (row.state !== STATE.exhausted) return noChange();
  const renewed = { ...row, steps: row.steps | contacts.steps };
  const from = plan.steps.findIndex((_, at) => {
    return at + 1 >= row.step && canTake(renewed, plan, at + 1) && !canTake(before, plan, at + 1);
  });
  if (from < 0) return noChange();
  row.steps = renewed.steps;
  row.deadline = contacts.deadline;
  return reopen(row, plan, now, from + 1);
}

/** An operator hands one person back to the machine: whatever had stopped the ladder is dealt with. */
export function handBack(row: Enrollment, plan: Plan, now: number): Change {
  const change = reopen(row, plan, now);
  if (change.events.length > 0) row.claims = 0; // what made the row poisonous was looked at
  return change;
}

/** The legal deadline passed. What is on the wire settles as evidence. `isOverBudget` as in {@link DueContext}. */
export function expire(row: Enrollment, isOverBudget = false): Change {
  if (!isOpen(row)) return noChange();
  const cause = isOverBudget && row.phase === PHASE.ready ? "budget" : "deadline";
  end(row, STATE.expired, cause);
  return { events: [{ kind: "enrollment.expired", cause }] };
}

/**
 * This person's part was called off. Also of one who had run out of steps or time: nothing is left to phone them for.
 */
export function withdraw(row: Enrollment): Change {
  const isDone = row.state === STATE.acknowledged || row.state === STATE.cancelled;
  return isDone ? noChange() : callOff(row, "withdrawn");
}

/** The campaign, or everything about this person, was called off while their ladder was open. */
export function cancel(row: Enrollment, cause: Extract<Cause, "withdrawn" | "manual">): Change {
  return isOpen(row) ? callOff(row, cause) : noChange();
}

function callOff(row: Enrollment, cause: Cause): Change {
  end(row, STATE.cancelled, cause);
  return { events: [{ kind: "enrollment.cancelled", cause }] };
}

/**
 * The person is to be forgotten: an open ladder ends, and none begins again. What is on the wire settles as evidence.
 * No events: it was done before.
 */
export function forget(row: Enrollment): Change {
  if ((row.flags & FLAG.forgotten) !== 0) return noChange();
  const change = cancel(row, "withdrawn");
  row.flags |= FLAG.forgotten;
  row.knownContacts = 0; // no contact is left to reopen a ladder for
  change.events.push({ kind: "enrollment.forgotten", cause: "none" });
  return change;
}

/** An operator moves one person on. */
export function escalateNow(row: Enrollment, plan: Plan, now: number): Change {
  const change = noChange();
  if (!isOpen(row)) return change;
  row.state = STATE.active;
  nextStep(new Schedule(row, plan, now), "manual", change);
  return change;
}

/**
 * Whether a person may take another version of the campaign: nothing of their current step has left, so that none gets one
 * step in two wordings. A recipient who has begun a step keeps its version to the end.
 */
export function mayAmend(row: Enrollment): boolean {
  const isFresh = row.attempt === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  return isOpen(row) && row.phase === PHASE.ready && isFresh;
}
