import { describe, expect, it } from "vitest";
import { CARRIER_LATENCY, latencyMs, NO_LATENCY } from "../../src/world/latency.ts";
import { rollDice } from "../../src/world/seeded-random.ts";

describe("latency", () => {
  it("has the distribution of a healthy carrier: most within seconds, a tail of half an hour", () => {
    const samples = Array.from({ length: 20_000 }, (_, index) =>
      latencyMs(CARRIER_LATENCY, rollDice(5, [`m${index}`])),
    ).sort((one, other) => one - other);
    const quantile = (share: number) => samples[Math.floor(share * samples.length)] ?? 0;
    expect(quantile(0.5)).toBeGreaterThan(4_500);
    expect(quantile(0.5)).toBeLessThan(7_000);
    expect(quantile(0.87)).toBeLessThan(40_000);
    expect(quantile(0.985)).toBeGreaterThan(10 * 60_000);
  });

  it("is never negative, and zero without a latency", () => {
    const dice = rollDice(1, ["none"]);
    expect(latencyMs(NO_LATENCY, dice)).toBe(0);
  });

  it("grows by the factor of a slow period", () => {
    const usual = latencyMs(CARRIER_LATENCY, rollDice(1, ["m"]));
    const slow = latencyMs(CARRIER_LATENCY, rollDice(1, ["m"]), 4);
    expect(Math.abs(slow - 4 * usual)).toBeLessThanOrEqual(2);
  });
});
