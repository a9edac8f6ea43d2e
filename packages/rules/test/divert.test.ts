import { divert } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { newcomer } from "./support/people.ts";
import { aPlan, route, step } from "./support/plans.ts";

const LADDER = aPlan({ steps: [step("sms", { route: [route("sms.main", "a"), route("sms.second", "b")] })] });

describe("leading a person over another provider of the route", () => {
  it("sends from that provider's place, and counts the one passed over as used", () => {
    const row = newcomer(LADDER);
    const [, second] = LADDER.steps[0]?.route ?? [];
    expect(divert(row, LADDER, second?.provider ?? "")).toBe(true);
    expect([row.position, row.triedPositions]).toEqual([1, 1]);
  });

  it("changes nothing for the planned provider, or for one that is not on the route", () => {
    const row = newcomer(LADDER);
    const [first] = LADDER.steps[0]?.route ?? [];
    expect(divert(row, LADDER, first?.provider ?? "")).toBe(true);
    expect(divert(row, LADDER, "sms.elsewhere")).toBe(false);
    expect([row.position, row.triedPositions]).toEqual([0, 0]);
  });
});
