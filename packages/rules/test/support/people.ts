import type { AttemptOutcome, Plan } from "@relance/spec";
import {
  acknowledge,
  type Change,
  checkClaim,
  contactBit,
  type Enrollment,
  foldAcknowledgements,
  place,
  STRENGTH,
  settle,
  submit,
} from "../../src/index.ts";
import { HOUR, START } from "./plans.ts";

export const SMS_0: number = contactBit("sms", 0);
export const SMS_1: number = contactBit("sms", 1);
export const EMAIL_0: number = contactBit("email", 0);

/** Someone with one phone and one mailbox, a week before the deadline, not yet sent anything. */
export function newEnrollment(plan: Plan, facts: Partial<Enrollment> = {}): Enrollment {
  const arrival = {
    knownContacts: SMS_0 | EMAIL_0,
    optedOut: 0,
    steps: 0b1111,
    deadline: START + 168 * HOUR,
    ...facts,
  };
  return Object.assign(place(arrival, plan, START).row, facts);
}

let lastAttempt = 0;

/** Claims the row as a store would: look, then make the attempt. */
export function claim(row: Enrollment, plan: Plan, now: number): number {
  const { contact } = checkClaim(row, plan, { now, sendBudgetMs: 10_000 });
  if (contact === undefined) throw new Error("the row was not claimable");
  lastAttempt += 1;
  submit(row, lastAttempt, contact, now + 30_000);
  return lastAttempt;
}

export function outcome(kind: AttemptOutcome["kind"], facts: Partial<AttemptOutcome> = {}): AttemptOutcome {
  return { attemptId: "1", kind, ...facts };
}

/** Someone whose first message is in flight. */
export function submitting(plan: Plan, now: number = START, facts: Partial<Enrollment> = {}): Enrollment {
  const row = newEnrollment(plan, facts);
  claim(row, plan, now);
  return row;
}

/** Someone whose first message was taken by the provider. */
export function awaiting(plan: Plan, now: number = START, facts: Partial<Enrollment> = {}): Enrollment {
  const row = submitting(plan, now, facts);
  settle(row, plan, outcome("accepted"), now);
  return row;
}

/** Claims and settles as `accepted` at once. */
export function sendAgain(row: Enrollment, plan: Plan, now: number): void {
  claim(row, plan, now);
  settle(row, plan, outcome("accepted"), now);
}

/** The recipient answers; alone, and in time. */
export function answers(
  row: Enrollment,
  plan: Plan,
  answer: string,
  now: number,
  facts: { strength?: number; late?: boolean; via?: number } = {},
): Change {
  const strength = facts.strength ?? STRENGTH.gesture;
  const stored = { source: "link", sourceId: "1", answer, strength, occurredAt: now, revoke: false, late: facts.late };
  const folded = foldAcknowledgements([stored], plan);
  return acknowledge(row, plan, folded, {
    now,
    answer,
    revoke: false,
    via: facts.via,
  });
}

export function kinds(change: Change): string[] {
  return change.events.map(({ kind }) => kind);
}
