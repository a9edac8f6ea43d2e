import { divert, wasTried } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { newcomer } from "./support/people.ts";
import { aPlan, route, step } from "./support/plans.ts";

const LADDER = aPlan({ steps: [step("sms", { route: [route("sms.main", "a"), route("sms.second", "b")] })] });

describe("leading a recipient through another provider of the route", () => {
  it("sends from that provider's place, and counts the one passed over as used", () => {
    const row = newcomer(LADDER);
    const [, second] = LADDER.steps[0]?.route ?? [];
    expect(divert(row, LADDER, second?.provider ?? "")).toBe(true);
    expect([row.position, row.triedPositions]).toEqual([1, 1]);
  });

  it("uses the try of the one passed over, never the last one, and once", () => {
    const tries = (facts: Parameters<typeof newcomer>[1]) => {
      const row = newcomer(LADDER, facts);
      divert(row, LADDER, "sms.second");
      return row.attemptsInStep;
    };
    expect(tries({})).toBe(1);
    expect(tries({ attemptsInStep: LADDER.maxTries - 1 })).toBe(LADDER.maxTries - 1);
    expect(tries({ attemptsInStep: 1, triedPositions: 1 })).toBe(1);
  });

  it("changes nothing for the planned provider, or for one that is not on the route", () => {
    const row = newcomer(LADDER);
    const [first] = LADDER.steps[0]?.route ?? [];
    expect(divert(row, LADDER, first?.provider ?? "")).toBe(true);
    expect(divert(row, LADDER, "sms.elsewhere")).toBe(false);
    expect([row.position, row.triedPositions]).toEqual([0, 0]);
  });

  it("leads no one back to a provider that they were tried over in this step", () => {
    const back = newcomer(LADDER, { triedPositions: 0b10 });
    expect(wasTried(back, LADDER, "sms.second")).toBe(true);
    expect(wasTried(newcomer(LADDER), LADDER, "sms.second")).toBe(false);
    expect(wasTried(newcomer(LADDER, { triedPositions: 1 }), LADDER, "sms.main")).toBe(false);
    expect(wasTried(back, LADDER, "sms.elsewhere")).toBe(false);
  });
});
