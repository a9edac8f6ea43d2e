import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { cancel, due, EVIDENCE_BIT, expire, PHASE, receive, STATE } from "../src/index.ts";
import { answers, awaiting, EMAIL_0, kinds, newEnrollment, SMS_0, SMS_1, sendAgain } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, START } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });

/** The phone was silent for its whole wait: the mailbox is in use. */
function onEmail() {
  const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
  receive(row, plan, EVIDENCE_BIT.delivered, START);
  due(row, plan, { now: START + 48 * HOUR, receiverDownMs: 0, gapOpen: false });
  sendAgain(row, plan, START + 48 * HOUR);
  return row;
}

describe('the answer "wrong recipient" by a link whose contact is known', () => {
  it("excludes this contact, and the next contact is tried immediately if this one was in use", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    const change = answers(row, plan, "wrong-person", START + MINUTE, { via: SMS_0 });
    expect(row).toMatchObject({ step: 1, deadContacts: SMS_0, phase: PHASE.ready, dueAt: START + MINUTE });
    expect(kinds(change)).toEqual(["enrollment.answered", "enrollment.rerouted"]);
  });

  it("on an earlier message does not affect the contact in use", () => {
    const row = onEmail();
    const before = { ...row };
    const change = answers(row, plan, "wrong-person", START + 49 * HOUR, { via: SMS_0 });
    expect(row).toEqual({ ...before, deadContacts: SMS_0, strength: row.strength });
    expect(kinds(change)).toEqual(["enrollment.answered"]);
  });

  it("before the step was sent moves the recipient only if the step has no other contact", () => {
    const two = newEnrollment(plan, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    answers(two, plan, "wrong-person", START, { via: SMS_0 });
    expect(two).toMatchObject({ step: 1, deadContacts: SMS_0, phase: PHASE.ready });
    const one = newEnrollment(plan);
    const change = answers(one, plan, "wrong-person", START, { via: SMS_0 });
    expect(one).toMatchObject({ step: 2, deadContacts: SMS_0, phase: PHASE.ready });
    expect(kinds(change)).toEqual(["enrollment.answered", "enrollment.escalated"]);
  });

  it("on a contact that the recipient no longer has excludes no contact", () => {
    const row = awaiting(plan);
    const before = { ...row };
    answers(row, plan, "wrong-person", START + MINUTE, { via: 0 });
    expect(row).toEqual({ ...before, strength: row.strength });
  });

  it("ends a promise that was given on this contact", () => {
    const row = awaiting(plan);
    answers(row, plan, "promise", START + MINUTE, { via: SMS_0 });
    answers(row, plan, "wrong-person", START + HOUR, { via: SMS_0 });
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready, dueAt: START + HOUR });
  });

  it("after the last step keeps the contact excluded if the steps resume", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + MINUTE);
    answers(row, plan, "wrong-person", START + HOUR, { via: SMS_0 });
    expect(row).toMatchObject({ state: STATE.exhausted, deadContacts: SMS_0 });
    expect(CAUSES[row.cause]).toBe("wrong-person");
  });
});

describe("an answer after the last step", () => {
  it("is what operators see before they call", () => {
    const row = awaiting(plan);
    expire(row);
    expect(kinds(answers(row, plan, "help", row.deadline + HOUR, { late: true }))).toEqual(["enrollment.answered"]);
    expect(row).toMatchObject({ state: STATE.expired, phase: PHASE.idle });
    expect(CAUSES[row.cause]).toBe("help");
  });

  it("does not replace the recipient's STOP", () => {
    const row = awaiting(plan);
    cancel(row, "withdrawn");
    answers(row, plan, "help", START);
    expect(CAUSES[row.cause]).toBe("withdrawn");
  });
});
