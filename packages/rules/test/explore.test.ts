import { drawnPosition, explore, sendOrder, settle } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { claim, newEnrollment, outcome } from "./support/people.ts";
import { aPlan, route, START, step } from "./support/plans.ts";

const ROUTE = [route("sms.main", "a"), route("sms.spare", "a"), route("sms.second", "b")];
const LADDER = aPlan({ explore: 500, steps: [step("sms", { route: ROUTE }), step("sms", { route: ROUTE })] });
const ALL = aPlan({ ...LADDER, explore: 10_000 });
const SIZE = 2 ** 31;
const DRAWS = 40_000;

/** Places in the order of sending that a wave of this share of the audience has. */
function wave(through: number): readonly number[] {
  const drawn = (nth: number) => Math.floor(((nth * 0.618_033_988_75) % 1) * through * SIZE);
  return Array.from({ length: DRAWS }, (_, nth) => sendOrder(drawn(nth), nth + 1));
}

describe("recipients drawn for another vendor", () => {
  it("are the same share of each wave and each step, but not the same recipients in each step", () => {
    for (const through of [0.002, 0.05, 1]) {
      const drawnIn = [1, 2].map((k) =>
        wave(through).filter(
          (sendOrder) => drawnPosition(newEnrollment(LADDER, { step: k }), LADDER, sendOrder) !== undefined,
        ),
      );
      for (const drawn of drawnIn) expect(drawn.length / DRAWS).toBeCloseTo(0.05, 2);
      const first = new Set(drawnIn[0]);
      expect((drawnIn[1] ?? []).filter((sendOrder) => first.has(sendOrder)).length / DRAWS).toBeLessThan(0.01);
    }
  });

  it("are drawn for the next vendor that reports receipts, not for the next provider", () => {
    expect(drawnPosition(newEnrollment(ALL), ALL, 1)).toBe(2);
    const silent = ROUTE.map((place) => ({ ...place, receipts: false }));
    for (const places of [[route("sms.main", "a")], silent]) {
      const plan = aPlan({ explore: 10_000, steps: [step("sms", { route: places })] });
      expect(drawnPosition(newEnrollment(plan), plan, 1)).toBeUndefined();
    }
    const { explore: _none, ...plain } = ALL;
    expect(drawnPosition(newEnrollment(plain), plain, 1)).toBeUndefined();
  });

  it("are drawn for their first try only", () => {
    for (const tried of [{ position: 1 }, { attemptsInStep: 1 }, { triedPositions: 1 }])
      expect(drawnPosition(newEnrollment(ALL, tried), ALL, 1)).toBeUndefined();
  });

  it("are due immediately, and continue through the first vendor, which was not tried", () => {
    const row = newEnrollment(ALL);
    explore(row, 2, START);
    expect(row).toMatchObject({ position: 2, dueAt: START, triedPositions: 0 });
    claim(row, ALL, START);
    settle(row, ALL, outcome("rejected", { disposition: "reroute" }), START);
    expect(row).toMatchObject({ step: 1, position: 0 });
  });
});
