import { describe, expect, it } from "vitest";
import { concerns, planPurpose } from "../src/index.ts";
import { aPlan } from "./support/plans.ts";

describe("the purpose of messages", () => {
  it("is service where the plan says nothing: older plans are of no other", () => {
    expect(planPurpose(aPlan())).toBe("service");
    expect(planPurpose(aPlan({ purpose: "marketing" }))).toBe("marketing");
  });

  it.each([
    { purpose: "", concerned: true },
    { purpose: "service", concerned: true },
    { purpose: "marketing", concerned: false },
    { purpose: "SERVICE", concerned: false },
  ])("is what a rule for '$purpose' is compared with", ({ purpose, concerned }) => {
    expect(concerns(purpose, aPlan())).toBe(concerned);
  });
});
