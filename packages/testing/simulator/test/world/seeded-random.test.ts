import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draw, drawHex, happens, pick, rollDice } from "../../src/world/seeded-random.ts";

describe("seeded random numbers", () => {
  it("are the same for the same seed and subject, whatever was drawn before", () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.oneof(fc.string(), fc.nat())), (seed, subject) => {
        const first = draw(seed, subject);
        draw(seed + 1, subject);
        expect(draw(seed, subject)).toBe(first);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first).toBeLessThan(1);
      }),
    );
  });

  it("distinguish subjects that join to the same text", () => {
    expect(draw(1, ["ab", "c"])).not.toBe(draw(1, ["a", "bc"]));
    expect(draw(1, ["1"])).not.toBe(draw(1, [1]));
  });

  it("match the requested share, for any seed", () => {
    for (let seed = 0; seed < 50; seed++) {
      const lost = Array.from({ length: 2_000 }, (_, index) =>
        happens(0.26, seed, ["sms.main", `p${index}/sms/0`, 0, "loss"]),
      ).filter(Boolean).length;
      // five standard deviations of 2,000 draws with probability 26 %
      expect(Math.abs(lost - 520)).toBeLessThan(5 * Math.sqrt(2_000 * 0.26 * 0.74));
    }
  });

  it("are evenly distributed for keys that differ in one digit", () => {
    const bins = new Array<number>(100).fill(0);
    for (let key = 0; key < 100_000; key++) {
      const bin = Math.floor(draw(42, [`p${String(key).padStart(6, "0")}`]) * 100);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquared = bins.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    expect(chiSquared).toBeLessThan(170); // with 99 degrees of freedom, one random sample in 100,000 exceeds 170
  });

  it("are independent for different decisions about one subject", () => {
    let both = 0;
    for (let key = 0; key < 20_000; key++) {
      if (happens(0.5, 1, [`p${key}`, "loss"]) && happens(0.5, 1, [`p${key}`, "reads"])) both++;
    }
    expect(Math.abs(both - 5_000)).toBeLessThan(350);
  });

  it("continue in one stream without repetition", () => {
    const dice = rollDice(3, ["stream"]);
    expect(new Set(Array.from({ length: 10_000 }, dice)).size).toBe(10_000);
  });

  it("are exact for the shares 0 and 1", () => {
    expect(happens(0, 1, ["x"])).toBe(false);
    expect(happens(1, 1, ["x"])).toBe(true);
  });

  it("follow weights, and never pick a weight of 0", () => {
    const dice = rollDice(1, ["pick"]);
    const picked = Array.from({ length: 1_000 }, () => pick({ done: 3, help: 1, never: 0 }, dice));
    expect(picked.filter((name) => name === "done").length).toBeGreaterThan(650);
    expect(picked).not.toContain("never");
  });

  it("give the requested number of hex digits", () => {
    expect(drawHex(1, ["id"], 33)).toMatch(/^[0-9a-f]{33}$/);
  });
});
