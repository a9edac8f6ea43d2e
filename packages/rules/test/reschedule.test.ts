import { getChannel } from "@relance/spec";
import { describe, expect, it } from "vitest";
import {
  ATTEMPT,
  causeNumber,
  channelBits,
  due,
  type Enrollment,
  escalateNow,
  expire,
  FLAG,
  mayReschedule,
  optOut,
  PHASE,
  remove,
  renewContacts,
  reschedule,
  STATE,
  settle,
} from "../src/index.ts";
import { answers, awaiting, EMAIL_0, kinds, newEnrollment, outcome, SMS_0, submitting } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });
const WEEK = 168 * HOUR;

function moved(row: Enrollment, until: number, now = START, own = plan) {
  return reschedule(row, own, until, 0b1111, now);
}

/** The contacts that they had, whose deadline is another one. */
function until(row: Enrollment, deadline: number) {
  const { knownContacts, optedOut, steps } = row;
  return { knownContacts, optedOut, steps, deadline, unchanged: knownContacts, sent: [] };
}

describe("a recipient's new deadline", () => {
  it("can be later or earlier", () => {
    const row = newEnrollment(plan);
    moved(row, START + 2 * WEEK);
    expect(row.deadline).toBe(START + 2 * WEEK);
    moved(row, START + HOUR);
    expect(row.deadline).toBe(START + HOUR);
  });

  it("changes nothing when it is repeated", () => {
    const row = awaiting(plan, START);
    moved(row, START + 2 * HOUR, START + 1);
    const once = { ...row };
    moved(row, START + 2 * HOUR, START + 2);
    expect(row).toEqual(once);
  });

  it("does not change messages in flight", () => {
    const row = submitting(plan);
    const before = { ...row };
    moved(row, START + HOUR, START + 1);
    expect(row).toEqual({ ...before, deadline: START + HOUR });
  });

  it("moves a message that is planned back from the deadline, in both directions", () => {
    const late = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newEnrollment(late);
    for (const until of [START + 2 * WEEK, START + 48 * HOUR, START + WEEK]) {
      moved(row, until, START, late);
      expect(row.dueAt).toBe(until - 12 * HOUR);
    }
    moved(row, START + HOUR, START, late);
    expect(row.dueAt).toBe(START);
  });

  it("makes a recipient who lacks time due now", () => {
    const hours = { week: Array(7).fill([480, 1200]) };
    const late = aPlan({ steps: [step("sms", { hours }), step("email")] });
    const nineInTheEvening = Math.floor(START / (24 * HOUR)) * 24 * HOUR + 21 * HOUR;
    const row = newEnrollment(late, { dueAt: nineInTheEvening + 11 * HOUR });
    moved(row, nineInTheEvening + 3 * HOUR, nineInTheEvening, late);
    expect(row.dueAt).toBe(nineInTheEvening);
  });

  it("shortens a wait only if later steps need the time", () => {
    const two = aPlan({ steps: [step("sms", { waitMs: 48 * HOUR }), step("email", { waitMs: 24 * HOUR })] });
    const row = awaiting(two, START);
    const { waitUntil } = row;
    moved(row, START + 100 * HOUR, START + HOUR, two);
    expect(row.waitUntil).toBe(waitUntil);
    moved(row, START + 36 * HOUR, START + HOUR, two);
    expect(row.waitUntil).toBe(START + 24 * HOUR); // two parts of three, as if it had always been so
    expect(row.flags & FLAG.compressed).not.toBe(0);
    expect(row.dueAt).toBeLessThanOrEqual(row.waitUntil);
    expect(
      kinds(due({ ...row, phase: PHASE.waiting }, two, { now: row.waitUntil, receiverDownMs: 0, gapOpen: false })),
    ).toEqual(["enrollment.escalated"]);
  });

  it("resumes a recipient who had run out of time, and no other ended enrollment", () => {
    const expired = awaiting(plan);
    expire(expired);
    expect(mayReschedule(expired, plan, until(expired, expired.deadline), START + WEEK)).toBe(false);
    expect(mayReschedule(expired, plan, until(expired, START + 2 * WEEK), START + WEEK)).toBe(true);
    expect(kinds(moved(expired, START + 2 * WEEK, START + WEEK))).toEqual(["enrollment.reopened"]);
    const answered = awaiting(plan);
    answers(answered, plan, "done", START + 1);
    const gone = awaiting(plan);
    remove(gone);
    const exhausted = newEnrollment(plan, { state: STATE.exhausted });
    for (const row of [answered, gone, exhausted])
      expect(mayReschedule(row, plan, until(row, START + 2 * WEEK), START)).toBe(false);
  });

  it("applies the steps of the new row, and keeps the step that has begun", () => {
    const row = awaiting(plan);
    reschedule(row, plan, row.deadline, 0b1000, START);
    expect(row.steps).toBe(0b1001);
  });
});

describe("a recipient's new contact", () => {
  const sms = aPlan({ steps: [step("sms")] });
  const both = aPlan({ steps: [step("email"), step("sms")] });

  function exhausted(own: ReturnType<typeof aPlan>, knownContacts: number): Enrollment {
    const row = submitting(own, START, { knownContacts });
    settle(row, own, outcome("rejected", { disposition: "reject", errorCode: "provider/bad-recipient" }), START);
    expect(row.state).toBe(STATE.exhausted);
    return row;
  }

  const renewed = {
    knownContacts: SMS_0 | EMAIL_0,
    optedOut: 0,
    unchanged: EMAIL_0,
    steps: 0b11,
    sent: [],
    deadline: START + WEEK,
  };

  it("that replaces the only, dead contact lets the enrollment resume where it stopped", () => {
    const row = exhausted(sms, SMS_0);
    expect(mayReschedule(row, sms, renewed, START)).toBe(true);
    expect(row.state).toBe(STATE.exhausted);
    expect(kinds(renewContacts(row, sms, renewed, START))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, step: 1, phase: PHASE.ready, deadContacts: 0, dueAt: START });
  });

  it("that replaces the only, suppressed contact lets the enrollment resume where it stopped", () => {
    const row = awaiting(sms, START, { knownContacts: SMS_0 });
    optOut(row, sms, SMS_0, START);
    expect(row.state).toBe(STATE.suppressed);
    expect(renewContacts(row, sms, { ...renewed, optedOut: SMS_0 }, START).events).toEqual([]);
    expect(kinds(renewContacts(row, sms, renewed, START))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, step: 1, phase: PHASE.ready, optedOut: 0 });
  });

  it("lets a step start that had no contact, and repeats no sent step", () => {
    const row = awaiting(both, START, { knownContacts: EMAIL_0 });
    due(row, both, { now: row.waitUntil, receiverDownMs: 0, gapOpen: false });
    expect(row).toMatchObject({ state: STATE.exhausted, step: 1 });
    renewContacts(row, both, { ...renewed, deadline: row.deadline + WEEK }, row.deadline);
    expect(row).toMatchObject({ state: STATE.active, step: 2, phase: PHASE.ready });
  });

  it.each([
    { why: "is the dead one again", facts: { unchanged: SMS_0 } },
    { why: "is opted out", facts: { optedOut: SMS_0 } },
    { why: "comes after the deadline", facts: { deadline: START } },
  ])("changes nothing if the enrollment $why", ({ facts }) => {
    const row = exhausted(sms, SMS_0);
    expect(mayReschedule(row, sms, { ...renewed, ...facts }, START)).toBe(false);
    expect(renewContacts(row, sms, { ...renewed, ...facts }, START).events).toEqual([]);
    expect(row.state).toBe(STATE.exhausted);
  });

  const ladder = aPlan({ steps: [step("sms"), step("email"), step("push")] });
  const PUSH_0 = channelBits("push") & -channelBits("push");
  const corrected = { ...renewed, knownContacts: SMS_0 | EMAIL_0 | PUSH_0, unchanged: EMAIL_0 | PUSH_0, steps: 0b111 };

  /** The only number was dead; the email of the next step was accepted. */
  function movedOn(): Enrollment {
    const row = submitting(ladder, START, { knownContacts: SMS_0 | EMAIL_0 | PUSH_0, steps: 0b111 });
    settle(row, ladder, outcome("rejected", { disposition: "reject", errorCode: "provider/bad-recipient" }), START);
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
    Object.assign(row, { phase: PHASE.awaiting, attempt: 7, attemptsInStep: 1, state: STATE.active });
    return row;
  }

  it("that replaces a dead one returns the recipient to the skipped step, and repeats no sent step", () => {
    const row = movedOn();
    const { revision } = row;
    const mail = { step: 2, channel: getChannel("email").number, contact: 0, state: ATTEMPT.accepted, bits: 0 };
    expect(kinds(renewContacts(row, ladder, { ...corrected, sent: [mail] }, START))).toEqual(["enrollment.rerouted"]);
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready, dueAt: START, attempt: 0, revision: revision + 1 });
    reschedule(row, ladder, row.deadline, 0b111, START); // the same row again
    escalateNow(row, ladder, START);
    expect(row.step).toBe(3);
  });

  it("that replaces a dead one gets a message before a step that waits for its hours", () => {
    const row = movedOn();
    Object.assign(row, { phase: PHASE.ready, attempt: 0, attemptsInStep: 0 });
    renewContacts(row, ladder, corrected, START);
    expect(row.step).toBe(1);
    escalateNow(row, ladder, START);
    expect(row.step).toBe(2); // it was not sent yet
  });

  it("that replaces a dead one resumes an enrollment that ended at a later step", () => {
    const row = movedOn();
    Object.assign(row, { state: STATE.exhausted, step: 3, phase: PHASE.idle });
    expect(kinds(renewContacts(row, ladder, corrected, START))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, step: 1, phase: PHASE.ready, steps: 0b001 });
  });

  it.each(["promise", "help"] as const)("returns no recipient to an earlier step after the answer %s", (cause) => {
    const row = movedOn();
    row.cause = causeNumber(cause);
    expect(renewContacts(row, ladder, corrected, START).events).toEqual([]);
    expect(row.step).toBe(2);
  });

  it("of another channel returns no recipient to a step that was sent to a working contact", () => {
    const row = movedOn();
    Object.assign(row, { deadContacts: 0 });
    expect(renewContacts(row, ladder, corrected, START).events).toEqual([]);
  });

  it("changes nothing for a recipient who got every step", () => {
    const row = awaiting(sms, START, { knownContacts: SMS_0 });
    due(row, sms, { now: row.waitUntil, receiverDownMs: 0, gapOpen: false });
    expect(row.state).toBe(STATE.exhausted);
    expect(mayReschedule(row, sms, { ...renewed, unchanged: 0, deadline: START + 2 * WEEK }, START + WEEK)).toBe(false);
  });
});
