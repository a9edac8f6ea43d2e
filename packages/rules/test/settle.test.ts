import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { ATTEMPT, due, EVIDENCE_BIT, PHASE, receive, recover, STATE, settle } from "../src/index.ts";
import { claim, EMAIL_0, kinds, outcome, SMS_0, SMS_1, submitting } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, route, START, step } from "./support/plans.ts";

const plan = aPlan();

describe("an accepted message", () => {
  it("starts the step's wait and the receipt deadline", () => {
    const row = submitting(plan);
    const change = settle(row, plan, outcome("accepted", { ref: "r1" }), START);
    expect(row).toMatchObject({
      phase: PHASE.awaiting,
      acceptedAt: START,
      attemptsInStep: 1,
      claims: 0,
      waitUntil: START + 48 * HOUR,
      dueAt: START + 15 * MINUTE,
    });
    expect(change.attemptState).toBe(ATTEMPT.accepted);
  });

  it("only waits for an answer if no receipt can arrive", () => {
    const quiet = aPlan({ steps: [step("sms", { route: [route("sms.main", "a", { receipts: false })] })] });
    const row = submitting(quiet);
    settle(row, quiet, outcome("accepted"), START);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 48 * HOUR });
  });

  it("only waits for an answer if it was captured, because no receipt follows", () => {
    const row = submitting(plan);
    const captured = { channel: "sms", to: "+33600000001", content: { text: "…" } } as const;
    settle(row, plan, outcome("accepted", { captured }), START);
    expect(row.phase).toBe(PHASE.waiting);
  });

  it("begins the wait when the first provider accepts it, not at a refusal", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("rejected", { disposition: "reroute" }), START);
    claim(row, plan, START);
    settle(row, plan, outcome("accepted"), START + MINUTE);
    expect(row).toMatchObject({ position: 1, waitUntil: START + MINUTE + 48 * HOUR });
  });
});

describe("a refusal", () => {
  it("leads to the next provider of the route now", () => {
    const row = submitting(plan);
    const change = settle(row, plan, outcome("rejected", { disposition: "reroute" }), START);
    expect(row).toMatchObject({ step: 1, position: 1, phase: PHASE.ready, dueAt: START, revision: 1 });
    expect(change.attemptState).toBe(ATTEMPT.rejected);
  });

  it("leads to the next step if the route is used up", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("rejected", { disposition: "reroute" }), START);
    claim(row, plan, START);
    settle(row, plan, outcome("rejected", { disposition: "reroute" }), START);
    expect(row).toMatchObject({ step: 2, position: 0, phase: PHASE.ready, dueAt: START });
  });

  it("prefers another vendor to another account of the same vendor", () => {
    const accounts = [route("sms.a", "telco"), route("sms.b", "telco"), route("sms.c", "other")];
    const three = aPlan({ steps: [step("sms", { route: accounts })] });
    const row = submitting(three);
    settle(row, three, outcome("rejected", { disposition: "reroute" }), START);
    expect(row.position).toBe(2);
  });

  it("returns to the first provider of a step that began with another one", () => {
    const accounts = [route("sms.main", "telco"), route("sms.second", "other")];
    const twice = aPlan({
      steps: [step("sms", { route: [route("sms.main", "telco")] }), step("sms", { route: accounts })],
    });
    const row = submitting(twice);
    settle(row, twice, outcome("accepted"), START);
    receive(row, twice, EVIDENCE_BIT.undeliveredTemporary, START);
    row.attemptsInStep = twice.maxTries; // no more over the only provider of the first step
    due(row, twice, { now: START, receiverDownMs: 0, gapOpen: false });
    expect(row).toMatchObject({ step: 2, position: 1 });
    claim(row, twice, START);
    const change = settle(row, twice, outcome("rejected", { disposition: "reroute" }), START);
    expect(row).toMatchObject({ step: 2, position: 0, phase: PHASE.ready });
    expect(kinds(change)).toEqual(["attempt.rejected", "enrollment.rerouted"]);
  });

  it("never uses a bad address again", () => {
    const row = submitting(plan, START, { knownContacts: SMS_0 | SMS_1 | EMAIL_0 });
    settle(row, plan, outcome("rejected", { disposition: "reject" }), START);
    expect(row).toMatchObject({ step: 1, position: 0, deadContacts: SMS_0 });
    claim(row, plan, START);
    expect(row.contact).toBe(1);
  });

  it("counts as a STOP if the number is on the provider's opt-out list", () => {
    const row = submitting(plan, START, { knownContacts: SMS_0 });
    const refusal = outcome("rejected", { disposition: "reject", errorCode: "provider/opted-out" });
    settle(row, plan, refusal, START);
    expect(row).toMatchObject({ state: STATE.suppressed, optedOut: SMS_0 });
  });

  it("tries no other provider if the message cannot be rendered", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("rejected", { errorCode: "message/missing-variable" }), START);
    expect(row.step).toBe(2);
  });

  it("ends the enrollment if nothing remains", () => {
    const row = submitting(plan, START, { knownContacts: SMS_0 });
    settle(row, plan, outcome("rejected", { disposition: "reject" }), START);
    expect(row).toMatchObject({ state: STATE.exhausted, phase: PHASE.idle, dueAt: 0 });
    expect(CAUSES[row.cause]).toBe("refused");
  });
});

describe("a temporary refusal", () => {
  it("waits as long as the provider's API asks, then twice as long", () => {
    const patient = aPlan({ maxTries: 5 });
    const row = submitting(patient);
    settle(row, patient, outcome("rejected", { disposition: "retry", retryAfterMs: 7 * MINUTE }), START);
    expect(row).toMatchObject({ position: 0, dueAt: START + 7 * MINUTE, attemptsInStep: 1 });
    claim(row, patient, START + 7 * MINUTE);
    settle(row, patient, outcome("rejected", { disposition: "retry" }), START + 7 * MINUTE);
    expect(row).toMatchObject({ position: 0, dueAt: START + 9 * MINUTE, attemptsInStep: 2 });
  });

  it("reserves one try for every provider of the route, and sends no more than allowed in total", () => {
    const row = submitting(plan);
    const positions = [row.position];
    let now = START;
    for (;;) {
      settle(row, plan, outcome("rejected", { disposition: "retry" }), now);
      if (row.step > 1) break;
      now = row.dueAt;
      claim(row, plan, now);
      positions.push(row.position);
    }
    expect(positions).toEqual([0, 0, 1]);
  });

  it("is the last try of the step if the plan allows no other, whatever the route", () => {
    const once = aPlan({ maxTries: 1 });
    const row = submitting(once);
    settle(row, once, outcome("rejected", { disposition: "retry" }), START);
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
  });

  it("moves to the next step if the provider's API asks for longer than the remaining wait", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("accepted"), START);
    receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START + 47 * HOUR);
    due(row, plan, { now: START + 47 * HOUR, receiverDownMs: 0, gapOpen: false });
    claim(row, plan, START + 47 * HOUR);
    settle(row, plan, outcome("rejected", { disposition: "retry", retryAfterMs: 2 * HOUR }), START + 47 * HOUR);
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready, dueAt: START + 47 * HOUR });
  });

  it("moves along the route if the provider's API asks for more time than remains", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("rejected", { disposition: "retry", retryAfterMs: 1_000 * HOUR }), START);
    expect(row).toMatchObject({ position: 1, dueAt: START });
  });
});

describe("a message that was never sent", () => {
  it.each(["deferred", "not-sent"] as const)("counts as no try when %s, and keeps its position", (kind) => {
    const row = submitting(plan);
    settle(row, plan, outcome(kind), START);
    expect(row).toMatchObject({
      position: 0,
      attemptsInStep: 0,
      triedPositions: 0,
      claims: 0,
      phase: PHASE.ready,
      dueAt: START + 1_000,
    });
  });

  it("leaves the length of the pause to the provider, but never waits longer than later steps allow", () => {
    const row = submitting(plan);
    settle(row, plan, outcome("deferred", { retryAfterMs: HOUR }), START);
    expect(row).toMatchObject({ position: 0, dueAt: START + 1_000 }); // who leads it past is not kept waiting
    claim(row, plan, row.dueAt);
    settle(row, plan, outcome("deferred", { retryAfterMs: 1_000 * HOUR }), START + HOUR);
    expect(row).toMatchObject({ position: 1, dueAt: START + HOUR });
  });

  it("is too late, and not refused, if the step lacks the time that the provider asks for and no other provider exists", () => {
    const skip = aPlan({
      ifLate: "skip",
      steps: [step("sms", { route: [route("sms.main", "a")] }), step("email")],
    });
    const row = submitting(skip);
    const change = settle(row, skip, outcome("deferred", { retryAfterMs: 1_000 * HOUR }), START);
    expect(row).toMatchObject({ step: 2, cause: CAUSES.indexOf("too-late") });
    expect(change.events.slice(1)).toEqual([{ kind: "enrollment.escalated", cause: "too-late" }]);
  });
});

describe("an uncertain message", () => {
  it("is never repeated blindly: the rule first waits for evidence", () => {
    const row = submitting(plan);
    const change = settle(row, plan, outcome("uncertain"), START);
    expect(row).toMatchObject({ phase: PHASE.resolving, dueAt: START + 10 * MINUTE, attemptsInStep: 1, revision: 0 });
    expect(change.attemptState).toBe(ATTEMPT.uncertain);
  });

  it("is resolved by its own worker, however late, and counted once", () => {
    const row = submitting(plan);
    recover(row, plan, START);
    settle(row, plan, outcome("accepted", { ref: "r1" }), START + MINUTE);
    expect(row).toMatchObject({ phase: PHASE.awaiting, attemptsInStep: 1, claims: 0 });
  });

  it("is tried again if its worker never wrote a byte", () => {
    const row = submitting(plan);
    recover(row, plan, START);
    settle(row, plan, outcome("not-sent"), START + MINUTE);
    expect(row).toMatchObject({ phase: PHASE.ready, position: 0, attemptsInStep: 0, triedPositions: 0 });
  });

  it("does not change when it is reported as uncertain twice", () => {
    const row = submitting(plan);
    recover(row, plan, START);
    const change = settle(row, plan, outcome("uncertain"), START + MINUTE);
    expect(row).toMatchObject({ phase: PHASE.resolving, dueAt: START + 10 * MINUTE, attemptsInStep: 1 });
    expect(change.events).toEqual([]);
  });
});

describe("a receipt that arrives before the worker's outcome", () => {
  it.each(["accepted", "rejected", "deferred", "uncertain", "not-sent"] as const)(
    "proves that the provider accepted the message, even if the worker reports %s",
    (kind) => {
      const row = submitting(plan);
      receive(row, plan, EVIDENCE_BIT.delivered, START);
      const change = settle(row, plan, outcome(kind, { disposition: "reroute" }), START + 1);
      expect(change.attemptState).toBe(ATTEMPT.accepted);
      expect(kinds(change)).toEqual(["attempt.accepted"]);
      expect(row).toMatchObject({ phase: PHASE.waiting, position: 0, attemptsInStep: 1 });
    },
  );

  it("makes a known failure due immediately", () => {
    const row = submitting(plan);
    receive(row, plan, EVIDENCE_BIT.undeliveredTemporary, START);
    settle(row, plan, outcome("accepted"), START + 1);
    expect(row).toMatchObject({ phase: PHASE.awaiting, dueAt: START + 1 });
  });
});

describe("a worker that died", () => {
  it("leaves an uncertain attempt, and the claim stays counted", () => {
    const row = submitting(plan);
    const change = recover(row, plan, START + 40_000);
    expect(row).toMatchObject({ phase: PHASE.resolving, claims: 1, attemptsInStep: 1 });
    expect(change.attemptState).toBe(ATTEMPT.uncertain);
  });

  it("leaves no uncertain attempt if a receipt had already proved the send", () => {
    const row = submitting(plan);
    receive(row, plan, EVIDENCE_BIT.inTransit, START);
    const change = recover(row, plan, START + 40_000);
    expect(row).toMatchObject({ phase: PHASE.awaiting, claims: 0 });
    expect(change.attemptState).toBe(ATTEMPT.accepted);
  });
});

it("does not change an attempt that was resolved before", () => {
  const row = submitting(plan);
  settle(row, plan, outcome("accepted"), START);
  const before = { ...row };
  expect(settle(row, plan, outcome("rejected", { disposition: "reroute" }), START + 1)).toEqual({
    events: [],
  });
  expect(row).toEqual(before);
});
