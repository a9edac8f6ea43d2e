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

describe("the wrong recipient, by a link whose contact is known", () => {
  it("strikes out that contact, and the next one is tried at once when it was in use", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    const change = answers(row, plan, "wrong-person", START + MINUTE, { via: SMS_0 });
    expect(row).toMatchObject({ step: 1, deadContacts: SMS_0, phase: PHASE.ready, dueAt: START + MINUTE });
    expect(kinds(change)).toEqual(["enrollment.answered", "enrollment.rerouted"]);
  });

  it("of an earlier message does not disturb the one that is in use", () => {
    const row = onEmail();
    const before = { ...row };
    const change = answers(row, plan, "wrong-person", START + 49 * HOUR, { via: SMS_0 });
    expect(row).toEqual({ ...before, deadContacts: SMS_0, strength: row.strength });
    expect(kinds(change)).toEqual(["enrollment.answered"]);
  });

  it("before this step was sent moves on only if it was the last contact that the step has", () => {
    const two = newEnrollment(plan, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    answers(two, plan, "wrong-person", START, { via: SMS_0 });
    expect(two).toMatchObject({ step: 1, deadContacts: SMS_0, phase: PHASE.ready });
    const one = newEnrollment(plan);
    const change = answers(one, plan, "wrong-person", START, { via: SMS_0 });
    expect(one).toMatchObject({ step: 2, deadContacts: SMS_0, phase: PHASE.ready });
    expect(kinds(change)).toEqual(["enrollment.answered", "enrollment.escalated"]);
  });

  it("that the recipient does not have any more strikes out no one", () => {
    const row = awaiting(plan);
    const before = { ...row };
    answers(row, plan, "wrong-person", START + MINUTE, { via: 0 });
    expect(row).toEqual({ ...before, strength: row.strength });
  });

  it("ends a promise that another recipient gave on that contact", () => {
    const row = awaiting(plan);
    answers(row, plan, "promise", START + MINUTE, { via: SMS_0 });
    answers(row, plan, "wrong-person", START + HOUR, { via: SMS_0 });
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready, dueAt: START + HOUR });
  });

  it("after the end of the ladder stays struck out, should the ladder continue again", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + MINUTE);
    answers(row, plan, "wrong-person", START + HOUR, { via: SMS_0 });
    expect(row).toMatchObject({ state: STATE.exhausted, deadContacts: SMS_0 });
    expect(CAUSES[row.cause]).toBe("wrong-person");
  });
});

describe("an answer after the end of the ladder", () => {
  it("is what recipients read who will phone now", () => {
    const row = awaiting(plan);
    expire(row);
    expect(kinds(answers(row, plan, "help", row.deadline + HOUR, { late: true }))).toEqual(["enrollment.answered"]);
    expect(row).toMatchObject({ state: STATE.expired, phase: PHASE.idle });
    expect(CAUSES[row.cause]).toBe("help");
  });

  it("does not speak over somebody's decision to stop", () => {
    const row = awaiting(plan);
    cancel(row, "withdrawn");
    answers(row, plan, "help", START);
    expect(CAUSES[row.cause]).toBe("withdrawn");
  });
});
