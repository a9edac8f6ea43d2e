import { divert, wasTried } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { mayRepeat, nextPosition, otherAccount } from "../src/next-step.ts";
import { newEnrollment } from "./support/people.ts";
import { aPlan, route, step } from "./support/plans.ts";

const LADDER = aPlan({ steps: [step("sms", { route: [route("sms.main", "a"), route("sms.second", "b")] })] });

describe("a reroute to another provider of the route", () => {
  it("sends from that provider's position, and counts the skipped provider as used", () => {
    const row = newEnrollment(LADDER);
    const [, second] = LADDER.steps[0]?.route ?? [];
    expect(divert(row, LADDER, second?.provider ?? "")).toBe(true);
    expect(row).toMatchObject({ position: 1, attemptsInStep: 0 });
    expect(nextPosition(row, LADDER, false)).toBe(-1);
  });

  it("uses one try of the skipped provider", () => {
    const row = newEnrollment(LADDER, { attemptsInStep: LADDER.maxTries - 1 });
    expect(mayRepeat({ ...row, position: 1, triedPositions: 1 }, { ...LADDER, maxTries: LADDER.maxTries + 1 })).toBe(
      true,
    );
    divert(row, LADDER, "sms.second");
    expect(mayRepeat(row, { ...LADDER, maxTries: LADDER.maxTries })).toBe(false);
  });

  it("returns to the skipped provider while the other account refuses, but not after a failure", () => {
    const row = newEnrollment(LADDER);
    divert(row, LADDER, "sms.second");
    expect(otherAccount(row, LADDER, () => true)).toBe(0);
    expect(otherAccount(row, LADDER, () => false)).toBe(-1);
    expect(nextPosition(row, LADDER, true)).toBe(-1);
  });

  it("leads to another account of the refusing vendor, but to no vendor that got a message", () => {
    const routes = [route("sms.a", "one"), route("sms.b", "two"), route("sms.c", "two"), route("sms.d", "one")];
    const of = aPlan({ steps: [step("sms", { route: routes })] });
    const everywhere = () => true;
    expect(otherAccount(newEnrollment(of), of, (at) => at > 1)).toBe(2);
    expect(otherAccount(newEnrollment(of), of, (at) => at === 3)).toBe(3);
    expect(otherAccount(newEnrollment(of, { position: 1, triedPositions: 1, attemptsInStep: 1 }), of, everywhere)).toBe(
      2,
    );
    expect(otherAccount(newEnrollment(of, { position: 1, triedPositions: 1 }), of, (at) => at === 3)).toBe(-1);
  });

  it("changes nothing for the planned provider, or for a provider that is not in the route", () => {
    const row = newEnrollment(LADDER);
    const [first] = LADDER.steps[0]?.route ?? [];
    expect(divert(row, LADDER, first?.provider ?? "")).toBe(true);
    expect(divert(row, LADDER, "sms.elsewhere")).toBe(false);
    expect([row.position, row.triedPositions]).toEqual([0, 0]);
  });

  it("never leads back to a provider that this step has already tried", () => {
    const back = newEnrollment(LADDER, { triedPositions: 0b10 });
    expect(wasTried(back, LADDER, "sms.second")).toBe(true);
    expect(wasTried(newEnrollment(LADDER), LADDER, "sms.second")).toBe(false);
    expect(wasTried(newEnrollment(LADDER, { triedPositions: 1 }), LADDER, "sms.main")).toBe(false);
    expect(wasTried(back, LADDER, "sms.elsewhere")).toBe(false);
  });
});
