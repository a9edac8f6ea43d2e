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
  it("wins over everything else, and nothing happens after it", () => {
    const row = awaiting(plan);
    const change = answers(row, plan, "done", START + MINUTE);
    expect(row).toMatchObject({ state: STATE.acknowledged, phase: PHASE.idle, dueAt: 0, revision: 1 });
    expect(change).toMatchObject({
      events: [{ kind: "enrollment.acknowledged", cause: "none" }],
      superseded: false,
    });
    expect(due(row, plan, { now: START + 99 * HOUR, receiverDownMs: 0, gapOpen: false }).events).toEqual([]);
  });

  it("says when a message was in flight", () => {
    expect(answers(submitting(plan), plan, "done", START).superseded).toBe(true);
  });

  it("counts before the first message", () => {
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

  it("is not late because the deadline's verb was quicker", () => {
    const row = awaiting(plan);
    expire(row);
    answers(row, plan, "done", row.deadline - 1_000, { late: false });
    expect(row).toMatchObject({ state: STATE.acknowledged, flags: 0 });
  });

  it("is in time after all when the earlier one arrives second", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", row.deadline + 1, { late: true });
    const change = answers(row, plan, "done", row.deadline - 1_000, { strength: STRENGTH.event });
    expect(row).toMatchObject({ state: STATE.acknowledged, flags: 0 });
    expect(kinds(change)).toEqual(["enrollment.acknowledged"]);
  });

  it("that is too weak to close acts as a promise", () => {
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

  it("holds the ladder for a while, never longer than the rest of it allows", () => {
    const row = awaiting(plan, START, { deadline: START + 60 * HOUR });
    answers(row, plan, "promise", START + HOUR);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 36 * HOUR, revision: 1 });
  });

  it("before the first message delays that message", () => {
    const row = newEnrollment(plan);
    answers(row, plan, "promise", START);
    expect(row).toMatchObject({ state: STATE.pending, phase: PHASE.ready, dueAt: START + 72 * HOUR });
  });

  it("before the first message leaves that one its own wait, and the later ones theirs", () => {
    const row = newEnrollment(plan, { deadline: START + 100 * HOUR });
    answers(row, plan, "promise", START);
    expect(row.dueAt).toBe(START + 28 * HOUR); // 48 h and 24 h are needed
  });

  it("before the only message does not put it off until nothing can leave any more", () => {
    const single = aPlan({ steps: [step("sms", { waitMs: undefined })] });
    const row = newEnrollment(single, { deadline: START + 48 * HOUR });
    answers(row, single, "promise", START);
    expect(checkAt(row, single, row.dueAt)).toBeDefined();
  });

  it("before the first message costs no one the step where late steps are left out", () => {
    const strictly = aPlan({ ifLate: "skip" });
    const row = newEnrollment(strictly, { deadline: START + 100 * HOUR });
    answers(row, strictly, "promise", START);
    expect(row.dueAt).toBe(START + 28 * HOUR);
    expect(checkAt(row, strictly, row.dueAt)).toBeDefined();
  });

  it.each(["compress", "skip"] as const)(
    "before a lost message leaves again is followed by a whole wait: %s",
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

  it("changes nothing of a message that leaves again where the ladder has no time to spare", () => {
    const own = aPlan({ ifLate: "skip" });
    const row = awaiting(own, START, { deadline: START + 72 * HOUR });
    receive(row, own, EVIDENCE_BIT.undeliveredTemporary, START + HOUR);
    due(row, own, { now: START + HOUR, receiverDownMs: 0, gapOpen: false });
    answers(row, own, "promise", START + HOUR);
    expect(row).toMatchObject({ step: 1, dueAt: START + HOUR, waitUntil: START + 48 * HOUR });
  });

  it("never brings a step forward that has its own time", () => {
    const fixed = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newEnrollment(fixed);
    answers(row, fixed, "promise", START);
    expect(row.dueAt).toBe(row.deadline - 12 * HOUR);
  });

  it("is not broken by a failure that is reported afterwards", () => {
    const row = awaiting(plan);
    answers(row, plan, "promise", START + HOUR);
    expect(row.attempt).toBe(0);
    expect(row).toMatchObject({ phase: PHASE.waiting, evidence: 0 });
  });
});

describe("another answer", () => {
  it("wrong recipient: that number is dead and the next one is tried at once", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    const change = answers(row, plan, "wrong-person", START + MINUTE);
    expect(row).toMatchObject({ step: 1, deadContacts: SMS_0, phase: PHASE.ready, dueAt: START + MINUTE });
    expect(kinds(change)).toEqual(["enrollment.answered", "enrollment.rerouted"]);
  });

  it("wrong recipient: without another number the next channel is tried at once", () => {
    const row = awaiting(plan);
    answers(row, plan, "wrong-person", START + MINUTE);
    expect(row).toMatchObject({ step: 2, deadContacts: SMS_0, phase: PHASE.ready, dueAt: START + MINUTE });
  });

  it("wrong recipient: a contact that was not used yet is not blamed", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.delivered, START);
    due(row, plan, { now: START + 48 * HOUR, receiverDownMs: 0, gapOpen: false });
    answers(row, plan, "wrong-person", START + 48 * HOUR);
    expect(row).toMatchObject({ step: 2, deadContacts: 0, phase: PHASE.ready });
  });

  it("help: the ladder stops and the person is on the human list", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + MINUTE);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle, dueAt: 0 });
    expect(CAUSES[row.cause]).toBe("help");
  });

  it("unknown to the plan: kept, and the ladder continues", () => {
    const row = awaiting(plan);
    const before = { ...row };
    expect(kinds(answers(row, plan, "maybe", START))).toEqual(["enrollment.answered"]);
    expect(row).toEqual({ ...before, strength: STRENGTH.gesture });
  });

  it("called like something that every object has is unknown to the plan", () => {
    for (const answer of ["constructor", "__proto__", "hasOwnProperty"]) {
      const row = awaiting(plan);
      expect(kinds(answers(row, plan, answer, START))).toEqual(["enrollment.answered"]);
      expect(row.phase).toBe(PHASE.awaiting);
    }
  });

  it("from somebody whose ladder is over is kept and moves nothing", () => {
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

  it("sends to another contact than the one that was called wrong meanwhile", () => {
    const row = awaiting(plan, START, { knownContacts: SMS_0 | SMS_1 });
    answers(row, plan, "done", START + MINUTE);
    const folded = { ...REVOKED, closed: true };
    const wrong = { now: START + 2 * MINUTE, answer: "wrong-person", revoke: false, via: SMS_0 };
    expect(kinds(acknowledge(row, plan, folded, wrong))).toEqual(["enrollment.answered"]);
    revoke(row, START + HOUR);
    sendAgain(row, plan, START + HOUR);
    expect(row.contact).toBe(1);
  });

  it("leaves a recipient who asked for help on the list of recipients to call", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + MINUTE);
    answers(row, plan, "done", START + 2 * MINUTE);
    const folded = { ...REVOKED, wantsHelp: true };
    const change = acknowledge(row, plan, folded, { now: START + HOUR, answer: "done", revoke: true });
    expect(kinds(change)).toEqual(["enrollment.reversed", "enrollment.exhausted"]);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle, cause: CAUSES.indexOf("help") });
  });

  it("writes to no one whom no step is meant for", () => {
    const row = newEnrollment(plan, { steps: 0 });
    answers(row, plan, "done", START + MINUTE);
    revoke(row, START + HOUR);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle });
  });

  it("after the deadline leaves the recipient unreached, and asks no one again", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + MINUTE);
    const change = revoke(row, row.deadline);
    expect(row).toMatchObject({ state: STATE.expired, phase: PHASE.idle, dueAt: 0, flags: 0 });
    expect(kinds(change)).toEqual(["enrollment.reversed", "enrollment.expired"]);
  });

  it("that comes before what it takes back changes nothing", () => {
    const row = awaiting(plan);
    const before = { ...row };
    expect(revoke(row, START + MINUTE).events).toEqual([]);
    expect(row).toEqual(before);
  });
});
