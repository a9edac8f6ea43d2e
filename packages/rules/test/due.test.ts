import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { due, type Enrollment, EVIDENCE_BIT, FLAG, PHASE, receive, recover, STATE } from "../src/index.ts";
import { awaiting, EMAIL_0, kinds, newEnrollment, SMS_0, SMS_1, sendAgain, submitting } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, route, START, step } from "./support/plans.ts";

const plan = aPlan();

function at(now: number, facts: Partial<Parameters<typeof due>[2]> = {}) {
  return { now, receiverDownMs: 0, gapOpen: false, ...facts };
}

/** One carrier only, then nothing else. */
const single = aPlan({ steps: [step("sms", { route: [route("sms.main", "telco")] })] });

describe("a known failure", () => {
  function failed(bit: number, facts: Partial<Enrollment> = {}): Enrollment {
    const row = awaiting(plan, START, facts);
    receive(row, plan, bit, START + 3_000);
    return row;
  }

  it("moves to the next provider within seconds, not after the wait", () => {
    const row = failed(EVIDENCE_BIT.undeliveredTemporary);
    const change = due(row, plan, at(START + 3_000));
    expect(row).toMatchObject({ step: 1, position: 1, phase: PHASE.ready, dueAt: START + 3_000 });
    expect(change.events).toEqual([{ kind: "enrollment.rerouted", cause: "undelivered" }]);
  });

  it("moves to another account of the same vendor if the route has no other vendor", () => {
    const accounts = [route("sms.main", "telco"), route("sms.twin", "telco")];
    const twins = aPlan({ steps: [step("sms", { route: accounts })] });
    const row = awaiting(twins);
    receive(row, twins, EVIDENCE_BIT.undeliveredTemporary, START + 3_000);
    due(row, twins, at(START + 3_000));
    expect(row).toMatchObject({ phase: PHASE.ready, step: 1, position: 1, dueAt: START + 3_000 });
  });

  it("never uses an unknown number again, and moves to the recipient's next number", () => {
    const row = failed(EVIDENCE_BIT.undeliveredPermanent, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    due(row, plan, at(START + 3_000));
    expect(row).toMatchObject({ step: 1, position: 0, deadContacts: SMS_0, phase: PHASE.ready });
  });

  it("moves to the next channel if the number was the only one", () => {
    const row = failed(EVIDENCE_BIT.undeliveredPermanent);
    due(row, plan, at(START + 3_000));
    expect(row).toMatchObject({ step: 2, deadContacts: SMS_0, phase: PHASE.ready });
    expect(CAUSES[row.cause]).toBe("undelivered");
  });

  it("tries the only provider again after a back-off, and records this", () => {
    const row = awaiting(single, START, { knownContacts: SMS_0 });
    receive(row, single, EVIDENCE_BIT.undeliveredTemporary, START + 3_000);
    const change = due(row, single, at(START + 3_000));
    expect(row).toMatchObject({ position: 0, phase: PHASE.ready, dueAt: START + 3_000 + MINUTE });
    expect(kinds(change)).toEqual(["enrollment.rerouted"]);
  });

  it("never repeats a returned mail through the same server, and moves to the next step immediately", () => {
    const steps = [step("email", { route: [route("email.first", "a"), route("email.second", "b")] }), step("sms")];
    const mails = aPlan({ steps });
    const row = awaiting(mails, START, { knownContacts: SMS_0 | EMAIL_0 });
    receive(row, mails, EVIDENCE_BIT.undeliveredTemporary, START + 3_000);
    due(row, mails, at(START + 3_000));
    expect(row).toMatchObject({ step: 1, position: 1, dueAt: START + 3_000 });
    sendAgain(row, mails, START + 4_000);
    receive(row, mails, EVIDENCE_BIT.undeliveredTemporary, START + 9_000);
    const change = due(row, mails, at(START + 9_000));
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready, dueAt: START + 9_000 });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "undelivered" }]);
  });

  it("doubles the pause before each further try through the only provider", () => {
    const row = awaiting(single);
    let now = START;
    for (const minutes of [1, 2]) {
      receive(row, single, EVIDENCE_BIT.undeliveredTemporary, now);
      due(row, single, at(now));
      expect(row.dueAt).toBe(now + minutes * MINUTE);
      now = row.dueAt;
      sendAgain(row, single, now);
    }
  });

  it("returns to the first provider of a step that began with another one", () => {
    const accounts = [route("sms.main", "telco"), route("sms.second", "other")];
    const twice = aPlan({ steps: [...single.steps, step("sms", { route: accounts })], maxTries: 3 });
    const row = awaiting(twice);
    row.attemptsInStep = twice.maxTries; // no more over the only provider of the first step
    for (const position of [1, 0]) {
      receive(row, twice, EVIDENCE_BIT.undeliveredTemporary, START);
      due(row, twice, at(START));
      expect(row).toMatchObject({ phase: PHASE.ready, step: 2, position });
      sendAgain(row, twice, START);
    }
  });

  it("ends the tries after the number that the plan allows", () => {
    const row = awaiting(single, START, { knownContacts: SMS_0 });
    let now = START;
    for (let failures = 1; ; failures++) {
      receive(row, single, EVIDENCE_BIT.undeliveredTemporary, now);
      due(row, single, at(now));
      if (row.phase === PHASE.idle) {
        expect(failures).toBe(3);
        break;
      }
      now = row.dueAt;
      sendAgain(row, single, now);
    }
    expect(row.state).toBe(STATE.exhausted);
  });

  it("is not delayed by a gap in our reception, because the failure was received", () => {
    const row = failed(EVIDENCE_BIT.undeliveredTemporary);
    due(row, plan, at(START + 3_000, { gapOpen: true }));
    expect(row.position).toBe(1);
  });
});

describe("a missing receipt", () => {
  it("has no effect before its deadline", () => {
    const row = awaiting(plan);
    due(row, plan, at(START + 14 * MINUTE));
    expect(row).toMatchObject({ phase: PHASE.awaiting, dueAt: START + 15 * MINUTE, evidence: 0 });
  });

  it("counts only time in which a receiver was running", () => {
    const row = awaiting(plan);
    due(row, plan, at(START + 20 * MINUTE, { receiverDownMs: 10 * MINUTE }));
    expect(row).toMatchObject({ phase: PHASE.awaiting, dueAt: START + 25 * MINUTE, evidence: 0 });
  });

  it("does not count while its provider withholds all receipts, until half of the remaining wait has passed", () => {
    const row = awaiting(plan);
    const silentSince = START + 5 * MINUTE;
    const half = (silentSince + row.waitUntil) / 2;
    due(row, plan, at(half - 1, { silentSince }));
    expect(row).toMatchObject({ phase: PHASE.awaiting, position: 0, dueAt: half - 1 + 10 * MINUTE });
    due(row, plan, at(half, { silentSince }));
    expect(row.position).toBe(1);
  });

  it("stays overdue if it was overdue before the provider fell silent", () => {
    const row = awaiting(plan);
    due(row, plan, at(START + 20 * MINUTE, { silentSince: START + 15 * MINUTE }));
    expect(row.position).toBe(1);
  });

  it("is overdue immediately if other messages' receipts arrive again and this one does not", () => {
    const row = awaiting(plan);
    due(row, plan, at(START + HOUR, { silentSince: START }));
    due(row, plan, at(START + HOUR + MINUTE));
    expect(row.position).toBe(1);
  });

  it("is recorded in addition to the received evidence", () => {
    const row = awaiting(single);
    receive(row, single, EVIDENCE_BIT.inTransit, START + MINUTE);
    due(row, single, at(START + 15 * MINUTE));
    expect(row).toMatchObject({ phase: PHASE.waiting, evidence: EVIDENCE_BIT.inTransit | EVIDENCE_BIT.overdue });
  });

  it("leads to one try through another vendor in the same step", () => {
    const row = awaiting(plan);
    const change = due(row, plan, at(START + 15 * MINUTE));
    expect(row).toMatchObject({ step: 1, position: 1, phase: PHASE.ready, waitUntil: START + 48 * HOUR });
    expect(change.attemptBits).toBe(EVIDENCE_BIT.overdue);
    expect(kinds(change)).toEqual(["attempt.unknown", "enrollment.rerouted"]);
  });

  it("does not restart the wait with the second message of the step", () => {
    const row = awaiting(plan);
    due(row, plan, at(START + 15 * MINUTE));
    sendAgain(row, plan, START + 15 * MINUTE);
    expect(row.waitUntil).toBe(START + 48 * HOUR);
  });

  it("leads to the next step if the other vendor is silent too", () => {
    const row = awaiting(plan);
    due(row, plan, at(START + 15 * MINUTE));
    sendAgain(row, plan, START + 15 * MINUTE);
    due(row, plan, at(START + 30 * MINUTE));
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
    expect(CAUSES[row.cause]).toBe("receipt-overdue");
  });

  it("never leads back to a vendor that was silent, not even under another account", () => {
    const accounts = [route("sms.a", "telco"), route("sms.b", "other"), route("sms.c", "telco")];
    const three = aPlan({ steps: [step("sms", { route: accounts }), step("email")] });
    const row = awaiting(three);
    due(row, three, at(START + 15 * MINUTE));
    expect(row.position).toBe(1);
    sendAgain(row, three, START + 15 * MINUTE);
    due(row, three, at(START + 30 * MINUTE));
    expect(row.step).toBe(2);
  });

  it("begins the next step with another vendor than the silent one", () => {
    const same = [route("email.a", "telco"), route("email.b", "other")];
    const both = aPlan({
      steps: [step("sms", { route: [route("sms.a", "telco")] }), step("email", { route: same })],
    });
    const row = awaiting(both);
    due(row, both, at(START + 15 * MINUTE));
    expect(row).toMatchObject({ step: 2, position: 1 });
  });

  it("waits for an answer if only the silent vendor remains", () => {
    const telco = [route("sms.main", "telco")];
    const again = aPlan({ steps: [step("sms", { route: telco }), step("sms", { route: telco })] });
    const row = awaiting(again);
    due(row, again, at(START + 15 * MINUTE));
    expect(row).toMatchObject({ step: 1, phase: PHASE.waiting, dueAt: START + 48 * HOUR });
    due(row, again, at(START + 48 * HOUR));
    expect(row.step).toBe(2);
  });

  it("does not end the last step early, because the message may have arrived", () => {
    const row = awaiting(single, START, { knownContacts: SMS_0 });
    due(row, single, at(START + 15 * MINUTE));
    expect(row).toMatchObject({ state: STATE.active, phase: PHASE.waiting, dueAt: START + 48 * HOUR });
  });

  it.each([
    { onMissingReceipt: "escalate", step: 2, position: 0, phase: PHASE.ready },
    { onMissingReceipt: "wait", step: 1, position: 0, phase: PHASE.waiting },
    { onMissingReceipt: "resend", step: 1, position: 0, phase: PHASE.ready },
  ] as const)("has the effect that the step configures: $onMissingReceipt", ({ onMissingReceipt, ...expected }) => {
    const told = aPlan({ steps: [step("sms", { onMissingReceipt }), step("email")] });
    const row = awaiting(told);
    due(row, told, at(START + 15 * MINUTE));
    expect(row).toMatchObject(expected);
  });

  it("has no effect once the wait has ended", () => {
    const short = aPlan({ steps: [step("sms", { waitMs: 5 * MINUTE }), step("email")] });
    const row = awaiting(short);
    due(row, short, at(row.dueAt));
    expect(row.step).toBe(2);
    expect(CAUSES[row.cause]).toBe("ack-timeout");
  });
});

describe("an uncertain attempt", () => {
  it("is never repeated through the same provider under at-most-once", () => {
    for (const onMissingReceipt of ["reroute", "resend", "escalate", "wait"] as const) {
      const told = aPlan({ steps: [step("sms", { onMissingReceipt }), step("email")] });
      const row = submitting(told);
      recover(row, told, START);
      const change = due(row, told, at(row.dueAt));
      expect(kinds(change)).toContain("attempt.unresolved");
      expect([row.phase === PHASE.ready, row.step, row.position]).not.toEqual([true, 1, 0]);
    }
  });

  it("is repeated under at-least-once, but no more often than the plan allows", () => {
    const eager = aPlan({ guarantee: "at-least-once", steps: [step("sms"), step("email")] });
    const row = submitting(eager);
    recover(row, eager, START);
    due(row, eager, at(row.dueAt));
    expect(row).toMatchObject({ step: 1, position: 0, phase: PHASE.ready });
  });

  it("starts the step's wait if waiting is all that remains", () => {
    const row = submitting(single, START, { knownContacts: SMS_0 });
    recover(row, single, START);
    due(row, single, at(START + 10 * MINUTE));
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 10 * MINUTE + 48 * HOUR });
  });
});

describe("the end of a wait", () => {
  it("first applies items that arrived before it, even if a receipt is overdue at the same time", () => {
    const end = START + 48 * HOUR;
    const row = Object.assign(awaiting(plan), { waitUntil: end, dueAt: end - 300 });
    expect(due(row, plan, at(end + 1_700, { receivedUntil: end - 300 })).events).toEqual([]);
    expect(row).toMatchObject({ phase: PHASE.awaiting, step: 1, dueAt: end });
    due(row, plan, at(end + 2_000, { receivedUntil: end }));
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
  });

  it("moves to the next step", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.delivered, START);
    const change = due(row, plan, at(START + 48 * HOUR));
    expect(row).toMatchObject({
      step: 2,
      position: 0,
      attemptsInStep: 0,
      triedPositions: 0,
      waitUntil: 0,
      phase: PHASE.ready,
    });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "ack-timeout" }]);
  });

  it("ends the enrollment after the last step", () => {
    const row = awaiting(single, START, { knownContacts: SMS_0 });
    receive(row, single, EVIDENCE_BIT.delivered, START);
    due(row, single, at(START + 48 * HOUR));
    expect(row.state).toBe(STATE.exhausted);
  });

  it("waits for the next step's own start time", () => {
    const later = aPlan({ steps: [step("sms"), step("email", { beforeDeadlineMs: 12 * HOUR })] });
    const row = awaiting(later);
    receive(row, later, EVIDENCE_BIT.delivered, START);
    due(row, later, at(START + 48 * HOUR));
    expect(row).toMatchObject({ step: 2, dueAt: row.deadline - 12 * HOUR });
  });
});

describe("an open gap in our reception", () => {
  it("prevents every escalation for a missing receipt", () => {
    const silent = awaiting(plan);
    const delivered = awaiting(plan);
    receive(delivered, plan, EVIDENCE_BIT.delivered, START);
    for (const row of [silent, delivered]) {
      due(row, plan, at(START + 49 * HOUR, { gapOpen: true }));
      expect(row).toMatchObject({ step: 1, position: 0, dueAt: START + 49 * HOUR + 1_000, flags: 0 });
    }
  });

  it("is ignored if waiting would miss the next step's latest start, and this is counted", () => {
    const row = awaiting(plan, START, { deadline: START + HOUR });
    const now = row.deadline - 30_000;
    due(row, plan, at(now, { gapOpen: true }));
    expect(row.revision).toBeGreaterThan(0);
    expect(row.flags & FLAG.unreconciled).not.toBe(0);
  });

  it("is ignored if the next step's hours close within the minute and open again too late", () => {
    const hours = { week: Array.from({ length: 7 }, () => [480, 1200]) };
    const closing = 20 * HOUR + 11 * 24 * HOUR; // of the day of START, in UTC
    const daytime = aPlan({ steps: [step("sms"), step("email", { hours })] });
    const row = awaiting(daytime, START, { deadline: closing + 10 * HOUR });
    due(row, daytime, at(closing - 30_000, { gapOpen: true }));
    expect(row).toMatchObject({ step: 2, dueAt: closing - 30_000, flags: FLAG.compressed | FLAG.unreconciled });
  });

  it("is not recorded if the row did not move because of a missing receipt", () => {
    const row = awaiting(single, START, { knownContacts: SMS_0, deadline: START + 10 * MINUTE });
    due(row, single, at(row.deadline - 30_000, { gapOpen: true }));
    expect(row.flags & FLAG.unreconciled).toBe(0);
  });

  it("changes no closed enrollment, and no message in flight", () => {
    const closed = newEnrollment(plan, { state: STATE.acknowledged, phase: PHASE.idle, dueAt: 0 });
    for (const row of [closed, submitting(plan)]) {
      const before = { ...row };
      due(row, plan, at(START + HOUR, { gapOpen: true }));
      expect(row).toEqual(before);
    }
  });
});

describe("a step that was never sent", () => {
  it("is skipped if later steps need the time", () => {
    const tight = aPlan({ callBufferMs: 24 * HOUR });
    const row = newEnrollment(tight);
    const change = due(row, tight, at(row.deadline - 23 * HOUR));
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "too-late" }]);
  });

  it("expires once the deadline has passed", () => {
    const row = newEnrollment(plan);
    expect(due(row, plan, at(row.deadline + 1)).events).toEqual([]);
    expect(row.state).toBe(STATE.pending);
  });
});
