import { describe, expect, it } from "vitest";
import { due, mayAmend, settle } from "../src/index.ts";
import { answers, awaiting, newEnrollment, outcome, submitting } from "./support/people.ts";
import { aPlan, HOUR, START } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });

describe("an amended campaign version", () => {
  it("applies to a recipient whose current step has sent nothing", () => {
    expect(mayAmend(newEnrollment(plan))).toBe(true);
    const row = awaiting(plan);
    due(row, plan, { now: START + 49 * HOUR, receiverDownMs: 0, gapOpen: false });
    expect(row.step).toBe(2);
    expect(mayAmend(row)).toBe(true);
  });

  it("does not apply to a recipient whose current step has a message, wherever the message is", () => {
    expect(mayAmend(submitting(plan))).toBe(false);
    expect(mayAmend(awaiting(plan))).toBe(false);
    const rerouted = submitting(plan);
    settle(rerouted, plan, outcome("rejected", { disposition: "reroute" }), START + 1);
    expect(rerouted.step).toBe(1);
    expect(mayAmend(rerouted)).toBe(false);
  });

  it("does not apply to a recipient whose steps have ended", () => {
    const row = newEnrollment(plan);
    answers(row, plan, "done", START + 1);
    expect(mayAmend(row)).toBe(false);
  });
});
