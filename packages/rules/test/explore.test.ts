import { type Enrollment, handBack, STATE, settle } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { newcomer, outcome, submitting } from "./support/people.ts";
import { aPlan, route, START, step } from "./support/plans.ts";

const ROUTE = [route("sms.main", "a"), route("sms.spare", "a"), route("sms.second", "b")];
const LADDER = aPlan({ explore: 500, steps: [step("sms", { route: ROUTE }), step("sms", { route: ROUTE })] });
const SIZE = 2 ** 31;

/** Somebody of a place in the order of sending. */
const at = (sendOrder: number): Enrollment => newcomer(LADDER, {}, sendOrder);
const explorer = 10_000 * 7 + 499;

describe("recipients who begin at another vendor", () => {
  it("are so many of each wave, whatever its size", () => {
    for (const through of [0.002, 0.05, 1]) {
      let all = 0;
      let explorers = 0;
      for (let nth = 0; nth < 40_000; nth++) {
        const sendOrder = Math.floor((((nth * 0.618_033_988_75) % 1) * through + 0.000_000_1) * SIZE) % SIZE;
        all += 1;
        explorers += at(sendOrder).position === 0 ? 0 : 1;
      }
      expect(explorers / all).toBeCloseTo(0.05, 2);
    }
  });

  it("begin at the next vendor, and not at the next provider", () => {
    expect(at(explorer).position).toBe(2);
    expect(at(explorer + 1).position).toBe(0);
    const one = aPlan({ explore: 10_000, steps: [step("sms", { route: [route("sms.main", "a")] })] });
    expect(newcomer(one, {}, explorer).position).toBe(0);
    expect(newcomer(aPlan({ steps: LADDER.steps }), {}, 0).position).toBe(0);
  });

  it("go on over the first vendor where theirs refuses", () => {
    const row = submitting(LADDER, START, { position: 2, sendOrder: explorer });
    settle(row, LADDER, outcome("rejected", { disposition: "reroute" }), START);
    expect(row.position).toBe(0);
  });

  it("begin there again at their next contact, and when they are handed back", () => {
    const row = at(explorer);
    row.position = 0;
    row.state = STATE.exhausted;
    handBack(row, LADDER, START);
    expect(row.position).toBe(2);
  });
});
