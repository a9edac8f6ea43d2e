import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { checkClaim, contactBit, type Enrollment, PHASE, refuseContact, STATE, submit } from "../src/index.ts";
import { awaiting, claim, EMAIL_0, kinds, newEnrollment, SMS_0, SMS_1 } from "./support/people.ts";
import { aPlan, HOUR, START } from "./support/plans.ts";

const plan = aPlan();
const budget = { sendBudgetMs: 10_000 };

function look(row: Enrollment, now: number = START) {
  return checkClaim(row, plan, { ...budget, now });
}

describe("checkClaim", () => {
  it("returns the first usable contact of the step's channel", () => {
    expect(look(newEnrollment(plan)).contact).toBe(0);
    expect(look(newEnrollment(plan, { knownContacts: SMS_0 | SMS_1, deadContacts: SMS_0 })).contact).toBe(1);
  });

  it("does not change a row that is not due, not ready or closed", () => {
    const rows = [
      newEnrollment(plan, { dueAt: START + 1 }),
      awaiting(plan),
      newEnrollment(plan, { state: STATE.acknowledged, phase: PHASE.idle }),
    ];
    for (const row of rows) {
      const before = { ...row };
      expect(look(row)).toEqual({ contact: undefined, change: { events: [] } });
      expect(row).toEqual(before);
    }
  });

  it("claims no recipient whose deadline would pass during the send, and lets the enrollment expire", () => {
    const row = newEnrollment(plan);
    expect(look(row, row.deadline - 9_999).contact).toBeUndefined();
    expect(row.state).toBe(STATE.pending);
  });

  it("skips a step that would take time from later steps", () => {
    const tight = aPlan({ callBufferMs: 24 * HOUR });
    const row = newEnrollment(tight);
    const { contact, change } = checkClaim(row, tight, { ...budget, now: row.deadline - 23 * HOUR });
    expect(contact).toBeUndefined();
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "too-late" }]);
  });

  it("moves to the next step if the channel has no usable contact", () => {
    const row = newEnrollment(plan, { deadContacts: SMS_0 });
    row.step = 1;
    const { change } = look(row);
    expect(row.step).toBe(2);
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "unreachable" }]);
  });

  it("sets a recipient aside after three claims without an outcome, and counts the claims", () => {
    const row = newEnrollment(plan, { claims: 3 });
    expect(kinds(look(row).change)).toEqual(["enrollment.exhausted"]);
    expect(row.state).toBe(STATE.exhausted);
    expect(CAUSES[row.cause]).toBe("poison");
  });
});

describe("submit", () => {
  it("marks the row as being sent, the position as used, and counts the claim", () => {
    const row = newEnrollment(plan);
    const change = submit(row, 7, 0, START + 30_000);
    expect(row).toMatchObject({
      state: STATE.active,
      phase: PHASE.submitting,
      attempt: 7,
      claims: 1,
      triedPositions: 1,
      dueAt: START + 30_000,
    });
    expect(kinds(change)).toEqual(["attempt.submitted"]);
  });
});

describe("refuseContact", () => {
  it("moves to the recipient's next number", () => {
    const row = newEnrollment(plan, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    refuseContact(row, plan, SMS_0, START);
    expect(row).toMatchObject({ step: 1, optedOut: SMS_0, phase: PHASE.ready });
    expect(look(row).contact).toBe(1);
  });

  it("moves to the next channel if the recipient has no other number", () => {
    const row = newEnrollment(plan);
    refuseContact(row, plan, SMS_0, START);
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
  });

  it("ends as suppressed, not as exhausted, if a suppression was the only obstacle", () => {
    const row = newEnrollment(plan, { knownContacts: SMS_0 });
    const change = refuseContact(row, plan, SMS_0, START);
    expect(row.state).toBe(STATE.suppressed);
    expect(kinds(change)).toEqual(["enrollment.suppressed"]);
  });

  it("never uses a refused contact again", () => {
    const row = newEnrollment(plan, { knownContacts: SMS_0 | SMS_1 });
    refuseContact(row, plan, SMS_0, START);
    claim(row, plan, START);
    expect(row.contact).toBe(1);
    expect(contactBit("sms", row.contact) & row.optedOut).toBe(0);
  });
});
