import { describe, expect, it } from "vitest";
import { ATTEMPT, EVIDENCE_BIT, PHASE, receive, recover, STATE } from "../src/index.ts";
import { answers, awaiting, kinds, submitting } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, START } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });

describe("receive", () => {
  it("waits only for the answer once the delivery is known", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.delivered, START + MINUTE);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 48 * HOUR });
  });

  it("keeps the receipt deadline of a message in transit", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.inTransit, START + MINUTE);
    expect(row).toMatchObject({ phase: PHASE.awaiting, dueAt: START + 15 * MINUTE });
  });

  it("makes a known failure due now, and decides nothing itself", () => {
    const row = awaiting(plan);
    const change = receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START + 3_000);
    expect(row).toMatchObject({
      phase: PHASE.awaiting,
      dueAt: START + 3_000,
      step: 1,
      position: 0,
      revision: 0,
    });
    expect(change.events).toEqual([]);
  });

  it("makes a bounce after a delivery due in email", () => {
    const row = awaiting(plan);
    row.step = 2;
    receive(row, plan, EVIDENCE_BIT.delivered, START + MINUTE);
    expect(row.phase).toBe(PHASE.waiting);
    receive(row, plan, EVIDENCE_BIT.undeliveredPermanent, START + 2 * MINUTE);
    expect(row).toMatchObject({ phase: PHASE.awaiting, dueAt: START + 2 * MINUTE });
  });

  it("cancels a failure if the delivery is reported before the failure took effect", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START + 3_000);
    receive(row, plan, EVIDENCE_BIT.delivered, START + 4_000);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 48 * HOUR });
  });

  it("keeps a delivery that a failure follows, so that no recipient gets a second SMS", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.delivered, START + 3_000);
    receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START + 4_000);
    const bits = EVIDENCE_BIT.delivered | EVIDENCE_BIT.undeliveredTemporary;
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 48 * HOUR, evidence: bits });
  });

  it("resolves an uncertain attempt, because the provider had accepted it", () => {
    const row = submitting(plan);
    recover(row, plan, START + 40_000);
    const change = receive(row, plan, EVIDENCE_BIT.inTransit, START + MINUTE);
    expect(row).toMatchObject({ phase: PHASE.awaiting, acceptedAt: START + MINUTE, claims: 0 });
    expect(change.attemptState).toBe(ATTEMPT.accepted);
    expect(kinds(change)).toEqual(["attempt.accepted"]);
  });

  it("leaves a message in flight to its worker", () => {
    const row = submitting(plan);
    receive(row, plan, EVIDENCE_BIT.delivered, START);
    expect(row).toMatchObject({ phase: PHASE.submitting, evidence: EVIDENCE_BIT.delivered });
  });

  it("moves no recipient whose enrollment is closed", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + MINUTE);
    receive(row, plan, EVIDENCE_BIT.undeliveredPermanent, START + 2 * MINUTE);
    expect(row).toMatchObject({ state: STATE.acknowledged, phase: PHASE.idle, dueAt: 0 });
  });

  it("changes nothing when it repeats", () => {
    const row = awaiting(plan);
    receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START + 3_000);
    const before = { ...row };
    receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START + 9_000);
    expect(row).toEqual(before);
  });
});
