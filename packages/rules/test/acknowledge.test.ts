import { CAUSES, type Plan } from "@relance/spec";
import { describe, expect, it } from "vitest";
import {
  acknowledge,
  cancel,
  checkClaim,
  due,
  type Enrollment,
  EVIDENCE_BIT,
  expire,
  FLAG,
  PHASE,
  receive,
  STATE,
  STRENGTH,
} from "../src/index.ts";
import {
  answers,
  awaiting,
  EMAIL_0,
  kinds,
  newEnrollment,
  SMS_0,
  SMS_1,
  sendAgain,
  submitting,
} from "./support/people.ts";
import { aPlan, HOUR, MINUTE, START, step } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });
const strict = aPlan({ strength: "event" });
const REVOKED = { closed: false, late: false, wantsHelp: false, strength: STRENGTH.none };

describe("an acknowledgement", () => {
  it("ends the enrollment, and later facts change nothing", () => {
    const row = awaiting(plan);
    const change = answers(row, plan, "done", START + MINUTE);
    expect(row).toMatchObject({ state: STATE.acknowledged, phase: PHASE.idle, dueAt: 0, revision: 1 });
    expect(change).toMatchObject({
      events: [{ kind: "enrollment.acknowledged", cause: "none" }],
      superseded: false,
    });
    expect(due(row, plan, { now: START + 99 * HOUR, receiverDownMs: 0, gapOpen: false }).events).toEqual([]);
  });

  it("reports whether a message was in flight", () => {
    expect(answers(submitting(plan), plan, "done", START).superseded).toBe(true);
  });

  it("counts even before the first message", () => {
    const row = newEnrollment(plan);
    answers(row, plan, "done", START);
    expect(row.state).toBe(STATE.acknowledged);
  });

  it("is recorded once", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START);
    const before = { ...row };
    expect(answers(row, plan, "done", START + 1).events).toEqual([]);
    expect(row).toEqual(before);
  });

  it.each(["expired", "exhausted", "suppressed", "cancelled"] as const)("is never refused: %s", (state) => {
    const row = newEnrollment(plan, { state: STATE[state], phase: PHASE.idle, dueAt: 0 });
    answers(row, plan, "done", START, { late: true });
    expect(row.state).toBe(STATE.acknowledged);
    expect(row.flags & FLAG.late).not.toBe(0);
    expect(CAUSES[row.cause]).toBe("late");
  });

  it("is timely if it arrived before the deadline, even if the enrollment has already expired", () => {
    const row = awaiting(plan);
    expire(row);
    answers(row, plan, "done", row.deadline - 1_000, { late: false });
    expect(row).toMatchObject({ state: STATE.acknowledged, flags: 0 });
  });

  it("becomes timely if an earlier answer arrives second", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", row.deadline + 1, { late: true });
    const change = answers(row, plan, "done", row.deadline - 1_000, { strength: STRENGTH.event });
    expect(row).toMatchObject({ state: STATE.acknowledged, flags: 0 });
    expect(kinds(change)).toEqual(["enrollment.acknowledged"]);
  });

  it("with too weak a proof counts as a promise", () => {
    const row = awaiting(strict);
    const change = answers(row, strict, "done", START + HOUR);
    expect(row).toMatchObject({ state: STATE.active, phase: PHASE.waiting, dueAt: START + 73 * HOUR });
    expect(kinds(change)).toEqual(["enrollment.answered"]);
  });
});

describe("a promise", () => {
  /** The contact to which a message leaves then, if one may. */
  const checkAt = (row: Enrollment, own: Plan, now: number) =>
    checkClaim(row, own, { now, sendBudgetMs: 10_000 }).contact;

  it("delays the steps, but no longer than the later steps allow", () => {
    const row = awaiting(plan, START, { deadline: START + 60 * HOUR });
    answers(row, plan, "promise", START + HOUR);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 36 * HOUR, revision: 1 });
  });

  it("before the first message delays this message", () => {
    const row = newEnrollment(plan);
    answers(row, plan, "promise", START);
    expect(row).toMatchObject({ state: STATE.pending, phase: PHASE.ready, dueAt: START + 72 * HOUR });
  });

  it("before the first message shortens no wait, neither the first one nor a later one", () => {
    const row = newEnrollment(plan, { deadline: START + 100 * HOUR });
    answers(row, plan, "promise", START);
    expect(row.dueAt).toBe(START + 28 * HOUR); // 48 h and 24 h are needed
  });

  it("before the only message does not delay it beyond the last time to send it", () => {
    const single = aPlan({ steps: [step("sms", { waitMs: undefined })] });
    const row = newEnrollment(single, { deadline: START + 48 * HOUR });
    answers(row, single, "promise", START);
    expect(checkAt(row, single, row.dueAt)).toBeDefined();
  });

  it("before the first message skips no step of a campaign with `ifLate: skip`", () => {
    const strictly = aPlan({ ifLate: "skip" });
    const row = newEnrollment(strictly, { deadline: START + 100 * HOUR });
    answers(row, strictly, "promise", START);
    expect(row.dueAt).toBe(START + 28 * HOUR);
    expect(checkAt(row, strictly, row.dueAt)).toBeDefined();
  });

  it.each(["compress", "skip"] as const)(
    "before a lost message is sent again is followed by a whole wait: %s",
    (ifLate) => {
      const own = aPlan({ ifLate });
      const row = awaiting(own);
      receive(row, own, EVIDENCE_BIT.undeliveredTemporary, START + HOUR);
      due(row, own, { now: START + HOUR, receiverDownMs: 0, gapOpen: false });
      answers(row, own, "promise", START + HOUR);
      expect(row).toMatchObject({ step: 1, phase: PHASE.ready, dueAt: START + 73 * HOUR });
      sendAgain(row, own, row.dueAt);
      expect(row).toMatchObject({ phase: PHASE.awaiting, waitUntil: START + 121 * HOUR });
    },
  );

  it("does not change a repeated message if the later steps have no spare time", () => {
    const own = aPlan({ ifLate: "skip" });
    const row = awaiting(own, START, { deadline: START + 72 * HOUR });
    receive(row, own, EVIDENCE_BIT.undeliveredTemporary, START + HOUR);
    due(row, own, { now: START + HOUR, receiverDownMs: 0, gapOpen: false });
    answers(row, own, "promise", START + HOUR);
    expect(row).toMatchObject({ step: 1, dueAt: START + HOUR, waitUntil: START + 48 * HOUR });
  });

  it("never makes a step with a fixed start time begin earlier", () => {
    const fixed = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newEnrollment(fixed);
    answers(row, fixed, "promise", START);
    expect(row.dueAt).toBe(row.deadline - 12 * HOUR);
  });

  it("remains in effect after a failure of the message is reported", () => {
    const row = awaiting(plan);
    answers(row, plan, "promise", START + HOUR);
    expect(row.attempt).toBe(0);
    expect(row).toMatchObject({ phase: PHASE.waiting, evidence: 0 });
  });
});

describe("another answer", () => {
  it("wrong recipient: the number is dead, and the next number is used immediately", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    const change = answers(row, plan, "wrong-person", START + MINUTE);
    expect(row).toMatchObject({ step: 1, deadContacts: SMS_0, phase: PHASE.ready, dueAt: START + MINUTE });
    expect(kinds(change)).toEqual(["enrollment.answered", "enrollment.rerouted"]);
  });

  it("wrong recipient: without another number, the next channel follows immediately", () => {
    const row = awaiting(plan);
    answers(row, plan, "wrong-person", START + MINUTE);
    expect(row).toMatchObject({ step: 2, deadContacts: SMS_0, phase: PHASE.ready, dueAt: START + MINUTE });
  });

  it("wrong recipient: a contact that was not used yet stays usable", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.delivered, START);
    due(row, plan, { now: START + 48 * HOUR, receiverDownMs: 0, gapOpen: false });
    answers(row, plan, "wrong-person", START + 48 * HOUR);
    expect(row).toMatchObject({ step: 2, deadContacts: 0, phase: PHASE.ready });
  });

  it("help: the steps end, and the recipient is on the call list", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + MINUTE);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle, dueAt: 0 });
    expect(CAUSES[row.cause]).toBe("help");
  });

  it("unknown to the plan: it is recorded, and the steps continue", () => {
    const row = awaiting(plan);
    const before = { ...row };
    expect(kinds(answers(row, plan, "maybe", START))).toEqual(["enrollment.answered"]);
    expect(row).toEqual({ ...before, strength: STRENGTH.gesture });
  });

  it("with the name of a built-in object property is unknown to the plan", () => {
    for (const answer of ["constructor", "__proto__", "hasOwnProperty"]) {
      const row = awaiting(plan);
      expect(kinds(answers(row, plan, answer, START))).toEqual(["enrollment.answered"]);
      expect(row.phase).toBe(PHASE.awaiting);
    }
  });

  it("from a recipient whose steps have ended is recorded, and moves nothing", () => {
    const row = awaiting(plan);
    cancel(row, "withdrawn");
    answers(row, plan, "wrong-person", START);
    expect(row.state).toBe(STATE.cancelled);
  });
});

describe("a revocation", () => {
  function revoke(row: Parameters<typeof acknowledge>[0], now: number) {
    return acknowledge(row, plan, REVOKED, { now, answer: "done", revoke: true });
  }

  it("puts the recipient back on the same step, due now", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + MINUTE);
    const change = revoke(row, START + HOUR);
    expect(row).toMatchObject({
      state: STATE.active,
      phase: PHASE.ready,
      step: 1,
      position: 0,
      dueAt: START + HOUR,
      revision: 2,
      attemptsInStep: 0,
      triedPositions: 0,
      strength: STRENGTH.none,
    });
    expect(kinds(change)).toEqual(["enrollment.reversed"]);
  });

  it("of the only timely answer makes the acknowledgement late", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + MINUTE);
    const onlyLate = { closed: true, late: true, wantsHelp: false, strength: STRENGTH.gesture };
    const change = acknowledge(row, plan, onlyLate, { now: START + HOUR, answer: "done", revoke: true });
    expect(change.events).toEqual([{ kind: "enrollment.acknowledged", cause: "late" }]);
    expect(row).toMatchObject({ state: STATE.acknowledged, cause: CAUSES.indexOf("late") });
    expect(row.flags & FLAG.late).not.toBe(0);
  });

  it("leads to a message to another contact if the old one was reported as a wrong recipient", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 });
    answers(row, plan, "done", START + MINUTE);
    const folded = { ...REVOKED, closed: true };
    const wrong = { now: START + 2 * MINUTE, answer: "wrong-person", revoke: false, via: SMS_0 };
    expect(kinds(acknowledge(row, plan, folded, wrong))).toEqual(["enrollment.answered"]);
    revoke(row, START + HOUR);
    sendAgain(row, plan, START + HOUR);
    expect(row.contact).toBe(1);
  });

  it("keeps a recipient who asked for help on the call list", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + MINUTE);
    answers(row, plan, "done", START + 2 * MINUTE);
    const folded = { ...REVOKED, wantsHelp: true };
    const change = acknowledge(row, plan, folded, { now: START + HOUR, answer: "done", revoke: true });
    expect(kinds(change)).toEqual(["enrollment.reversed", "enrollment.exhausted"]);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle, cause: CAUSES.indexOf("help") });
  });

  it("sends nothing to a recipient for whom no step applies", () => {
    const row = newEnrollment(plan, { steps: 0 });
    answers(row, plan, "done", START + MINUTE);
    revoke(row, START + HOUR);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle });
  });

  it("after the deadline leaves the recipient unreached, and sends nothing more", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + MINUTE);
    const change = revoke(row, row.deadline);
    expect(row).toMatchObject({ state: STATE.expired, phase: PHASE.idle, dueAt: 0, flags: 0 });
    expect(kinds(change)).toEqual(["enrollment.reversed", "enrollment.expired"]);
  });

  it("that arrives before the answer it revokes changes nothing", () => {
    const row = awaiting(plan);
    const before = { ...row };
    expect(revoke(row, START + MINUTE).events).toEqual([]);
    expect(row).toEqual(before);
  });
});
