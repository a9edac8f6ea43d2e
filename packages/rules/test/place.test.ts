import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { PHASE, place, STATE } from "../src/index.ts";
import { EMAIL_0, kinds, newEnrollment, SMS_0 } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";

const plan = aPlan();
const arrival = { knownContacts: SMS_0 | EMAIL_0, optedOut: 0, steps: 0b11, deadline: START + 168 * HOUR };

describe("a new enrollment", () => {
  it("begins before the first step, pending and due immediately", () => {
    const { row, change } = place(arrival, plan, START);
    expect(row).toMatchObject({ state: STATE.pending, phase: PHASE.ready, step: 1, revision: 0, dueAt: START });
    expect(kinds(change)).toEqual(["enrollment.enrolled"]);
  });

  it("begins with the first step for which the recipient has a contact", () => {
    expect(place({ ...arrival, knownContacts: EMAIL_0 }, plan, START).row.step).toBe(2);
  });

  it("begins with the first step that applies to the recipient", () => {
    expect(place({ ...arrival, steps: 0b10 }, plan, START).row.step).toBe(2);
  });

  it("never begins on a contact that was suppressed before", () => {
    expect(place({ ...arrival, optedOut: SMS_0 }, plan, START).row.step).toBe(2);
  });

  it("waits for the first step's own start time", () => {
    const late = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    expect(newEnrollment(late).dueAt).toBe(START + 156 * HOUR);
  });

  it("skips a step whose own start time is too late for later steps", () => {
    const steps = [step("sms", { beforeDeadlineMs: 12 * HOUR }), step("email")];
    expect(newEnrollment(aPlan({ steps, callBufferMs: 24 * HOUR })).step).toBe(2);
  });

  it.each([
    { who: "nobody can reach", facts: { knownContacts: 0 }, state: STATE.exhausted, cause: "unreachable" },
    { who: "no step is meant for", facts: { steps: 0 }, state: STATE.exhausted, cause: "unreachable" },
    {
      who: "said STOP everywhere",
      facts: { optedOut: SMS_0 | EMAIL_0 },
      state: STATE.suppressed,
      cause: "opted-out",
    },
    {
      who: "came after the deadline",
      facts: { deadline: START - 1 },
      state: STATE.expired,
      cause: "deadline",
    },
  ])("immediately has a final state if the recipient $who", ({ facts, state, cause }) => {
    const { row, change } = place({ ...arrival, ...facts }, plan, START);
    expect(row).toMatchObject({ state, phase: PHASE.idle, dueAt: 0 });
    expect(CAUSES[row.cause]).toBe(cause);
    expect(change.events).toHaveLength(2);
  });
});
