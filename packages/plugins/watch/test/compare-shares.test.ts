import { describe, expect, it } from "vitest";
import { addCompared, compareShares, NOTHING_COMPARED, reversed } from "../src/compare-shares.ts";

const count = (messages: number, receipts: number) => ({ messages, receipts });

/** Returns a generator of pseudo-random numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Simulates minutes in which these shares of two vendors' messages have a receipt. */
function compared(own: number, other: number, seed = 1, minutes = 10) {
  const next = random(seed);
  const drawn = (messages: number, share: number) =>
    count(messages, Array.from({ length: messages }, next).filter((value) => value < share).length);
  let sums = NOTHING_COMPARED;
  for (let minute = 0; minute < minutes; minute++)
    sums = addCompared(sums, drawn(1_000, own), drawn(20 + (minute % 5), other));
  return sums;
}

describe("the comparison of two vendors", () => {
  it("shows the loss of one of them, within an interval", () => {
    const found = compareShares(compared(0.71, 0.97));
    expect(found?.likeliest).toBeCloseTo(0.26, 1);
    expect(found?.atLeast).toBeGreaterThan(0.15);
    expect(found?.atMost).toBeLessThan(0.32);
    const back = compareShares(reversed(compared(0.71, 0.97)));
    expect(back?.likeliest).toBeCloseTo(-(found?.likeliest ?? 0), 10);
    expect(back?.atMost).toBeCloseTo(-(found?.atLeast ?? 0), 10);
  });

  it("shows no certain difference if chance alone made it", () => {
    for (let seed = 1; seed <= 300; seed++)
      expect(compareShares(compared(0.97, 0.97, seed))?.atLeast).toBeLessThanOrEqual(0);
  });

  it("compares within a minute, so that a vendor used during a slow period is not blamed", () => {
    let sums = NOTHING_COMPARED;
    for (let minute = 0; minute < 5; minute++) {
      sums = addCompared(sums, count(100, 97), count(10, 10));
      sums = addCompared(sums, count(10, 5), count(100, 50));
    }
    expect(compareShares(sums)?.likeliest).toBeCloseTo(0, 1);
    expect(compareShares(sums)?.atLeast).toBeLessThan(0);
  });

  it("ignores minutes in which only one of them sent, and a few messages", () => {
    const alone = addCompared(NOTHING_COMPARED, count(1_000, 0), count(0, 0));
    expect(alone).toEqual(NOTHING_COMPARED);
    expect(compareShares(addCompared(alone, count(1_000, 0), count(39, 39)))).toBeUndefined();
    expect(compareShares(addCompared(alone, count(1_000, 0), count(40, 40)))?.atLeast).toBeGreaterThan(0.5);
  });
});
