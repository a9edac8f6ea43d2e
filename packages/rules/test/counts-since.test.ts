import { describe, expect, it } from "vitest";
import { countsSince } from "../src/index.ts";
import { aPlan, HOUR, START } from "./support/plans.ts";

describe("the time from which events count for a campaign", () => {
  it.each([
    { since: undefined, from: START - 24 * HOUR },
    { since: { beforeMs: 0 }, from: START },
    { since: { beforeMs: 720 * HOUR }, from: START - 720 * HOUR },
    { since: { at: 7 }, from: 7 },
    { since: { at: START + HOUR }, from: START + HOUR },
  ])("is a day before its definition, or the time in the plan: $since", ({ since, from }) => {
    expect(countsSince(aPlan({ since }), START)).toBe(from);
  });
});
