import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import {
  acknowledge,
  cancel,
  escalateNow,
  expire,
  FLAG,
  forget,
  optIn,
  optOut,
  PHASE,
  readmit,
  reopen,
  resume,
  STATE,
  STRENGTH,
  settle,
} from "../src/index.ts";
import {
  answers,
  awaiting,
  claim,
  EMAIL_0,
  kinds,
  newEnrollment,
  outcome,
  SMS_0,
  SMS_1,
  submitting,
} from "./support/people.ts";
import { aPlan, HOUR, MINUTE, START, step } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });
const later = aPlan({ steps: [...plan.steps, step("sms")] });

describe("STOP", () => {
  it("is not an acknowledgement: the next permitted channel follows immediately", () => {
    const row = awaiting(plan);
    const change = optOut(row, plan, SMS_0, START + 1);
    expect(row).toMatchObject({
      state: STATE.active,
      step: 2,
      phase: PHASE.ready,
      dueAt: START + 1,
      strength: 0,
    });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "opted-out" }]);
  });

  it("on one of two numbers leaves the other number in use", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 });
    optOut(row, plan, SMS_0, START);
    claim(row, plan, START);
    expect(row).toMatchObject({ step: 1, contact: 1 });
  });

  it("after a throttled message keeps the recipient in the step while another number is usable", () => {
    const row = submitting(plan, START, { knownContacts: SMS_0 | SMS_1 });
    settle(row, plan, outcome("deferred"), START);
    const { dueAt } = row;
    expect(optOut(row, plan, SMS_0, START + 1).events).toEqual([]);
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready, dueAt });
    claim(row, plan, dueAt);
    expect(row).toMatchObject({ step: 1, contact: 1 });
  });

  it("on the only number moves the recipient immediately after a throttled message", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("deferred"), START);
    const change = optOut(row, plan, SMS_0, START + 1);
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "opted-out" }]);
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready, dueAt: START + 1 });
  });

  it("on a contact that is not in use does not affect the current step", () => {
    const row = awaiting(plan);
    const before = { ...row };
    expect(optOut(row, plan, EMAIL_0, START).events).toEqual([]);
    expect(row).toEqual({ ...before, optedOut: EMAIL_0 });
  });

  it("before the first message moves the recipient to a remaining contact", () => {
    const row = newEnrollment(plan);
    optOut(row, plan, SMS_0, START);
    expect(row).toMatchObject({ state: STATE.pending, step: 2 });
  });

  it("on every contact ends the enrollment as suppressed", () => {
    const row = awaiting(plan);
    optOut(row, plan, EMAIL_0, START);
    optOut(row, plan, SMS_0, START);
    expect(row).toMatchObject({ state: STATE.suppressed, phase: PHASE.idle, dueAt: 0 });
    expect(CAUSES[row.cause]).toBe("opted-out");
  });

  it("on a number that was already dead ends the enrollment as exhausted, not as suppressed", () => {
    const twice = aPlan({ steps: [step("sms"), step("email"), step("sms")] });
    const row = awaiting(twice, START, {
      deadContacts: SMS_1,
      optedOut: SMS_1,
      step: 2,
      knownContacts: SMS_1 | EMAIL_0,
    });
    escalateNow(row, twice, START);
    expect(row.state).toBe(STATE.exhausted);
  });

  it("while a message is in flight invalidates the attempt of its worker", () => {
    const row = submitting(plan);
    optOut(row, plan, SMS_0, START);
    expect(row).toMatchObject({ step: 2, revision: 1, attempt: 0 });
  });

  it("is stored even if the recipient's steps have ended", () => {
    const row = newEnrollment(plan, { state: STATE.exhausted, phase: PHASE.idle, dueAt: 0 });
    expect(optOut(row, plan, SMS_0, START).events).toEqual([]);
    expect(row).toMatchObject({ state: STATE.exhausted, optedOut: SMS_0 });
  });
});

describe("START", () => {
  it("makes the contact usable again", () => {
    const row = newEnrollment(plan, { optedOut: SMS_0 });
    optIn(row, SMS_0);
    expect(row.optedOut).toBe(0);
  });

  it("resumes a suppressed recipient at the step where the recipient stopped", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 });
    optOut(row, plan, SMS_0, START);
    const { revision } = row;
    const change = readmit(row, plan, SMS_0, START + HOUR);
    expect(row).toMatchObject({ state: STATE.active, step: 1, phase: PHASE.ready, dueAt: START + HOUR });
    expect(row.revision).toBeGreaterThan(revision);
    expect(kinds(change)).toEqual(["enrollment.reopened"]);
  });

  it("does not repeat a message that was sent to another contact in the meantime", () => {
    const row = awaiting(later, START, { step: 2, knownContacts: SMS_0 | EMAIL_0 });
    optOut(row, later, SMS_0, START);
    expect(kinds(escalateNow(row, later, START + HOUR))).toEqual(["enrollment.suppressed"]);
    expect(kinds(readmit(row, later, SMS_0, START + HOUR))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, step: 3, phase: PHASE.ready });
  });

  it("resumes no suppressed recipient who asked for a call, so that an operator calls first", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 });
    optOut(row, plan, SMS_0, START);
    const folded = { closed: false, late: false, wantsHelp: true, strength: STRENGTH.none };
    acknowledge(row, plan, folded, { now: START + MINUTE, answer: "help", revoke: false });
    expect(row).toMatchObject({ state: STATE.suppressed, cause: CAUSES.indexOf("help") });
    expect(kinds(readmit(row, plan, SMS_0, START + HOUR))).toEqual([]);
    expect(kinds(resume(row, plan, START + HOUR))).toEqual(["enrollment.reopened"]); // the operator resumes the steps
  });

  it("resumes no recipient who answered, whose deadline has passed, or who has no usable contact", () => {
    const closed = { phase: PHASE.idle, dueAt: 0 };
    const rows = [
      newEnrollment(plan, { ...closed, state: STATE.acknowledged }),
      newEnrollment(plan, { ...closed, state: STATE.suppressed, optedOut: SMS_0 | EMAIL_0 }),
      newEnrollment(plan, { ...closed, state: STATE.suppressed, deadline: START + 1 }),
    ];
    for (const row of rows) {
      const before = { ...row };
      expect(reopen(row, plan, START + 1).events).toEqual([]);
      expect(row).toEqual(before);
    }
  });
});

describe("the deadline", () => {
  it("ends every open enrollment, and does not change messages in flight", () => {
    const row = submitting(plan);
    expect(kinds(expire(row))).toEqual(["enrollment.expired"]);
    expect(row).toMatchObject({ state: STATE.expired, phase: PHASE.idle, dueAt: 0, revision: 1 });
  });

  it("never revokes an acknowledgement", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START);
    expect(expire(row).events).toEqual([]);
    expect(row.state).toBe(STATE.acknowledged);
  });
});

describe("an operator", () => {
  it("cancels an open enrollment, and no other", () => {
    const row = awaiting(plan);
    expect(kinds(cancel(row, "withdrawn"))).toEqual(["enrollment.cancelled"]);
    expect(row).toMatchObject({ state: STATE.cancelled, phase: PHASE.idle, revision: 1 });
    expect(cancel(row, "manual").events).toEqual([]);
  });

  it("moves a recipient to the next step, but no recipient who answered", () => {
    const row = awaiting(plan);
    expect(escalateNow(row, plan, START).events).toEqual([{ kind: "enrollment.escalated", cause: "manual" }]);
    answers(row, plan, "done", START);
    expect(escalateNow(row, plan, START).events).toEqual([]);
  });
});

describe("forgetting", () => {
  it("cancels an open enrollment, and no START resumes it", () => {
    const row = awaiting(plan);
    expect(kinds(forget(row))).toEqual(["enrollment.cancelled", "enrollment.forgotten"]);
    expect(row).toMatchObject({ state: STATE.cancelled, phase: PHASE.idle, knownContacts: 0, flags: FLAG.forgotten });
    expect(kinds(reopen(row, plan, START + 1))).toEqual([]);
  });

  it("does not change the outcome of a closed enrollment, and happens once", () => {
    const row = awaiting(plan);
    expire(row);
    expect(kinds(forget(row))).toEqual(["enrollment.forgotten"]);
    expect(row.state).toBe(STATE.expired);
    expect(kinds(forget(row))).toEqual([]);
  });
});
