import { describe, expect, it } from "vitest";
import { mayAnswerAgain } from "../src/index.ts";
import { HOUR, START } from "./support/plans.ts";

describe("telling somebody who replied", () => {
  it.each([
    { toldAt: undefined, may: true },
    { toldAt: START, may: false },
    { toldAt: START - 24 * HOUR + 1, may: false },
    { toldAt: START - 24 * HOUR, may: true },
    { toldAt: START + HOUR, may: false }, // a clock that was set back
  ])("the same is said once a day: $toldAt", ({ toldAt, may }) => {
    expect(mayAnswerAgain("help", toldAt, START)).toBe(may);
  });

  it("what no rule could read is answered once: it may be a revocation", () => {
    expect(mayAnswerAgain("unclear", undefined, START)).toBe(true);
    expect(mayAnswerAgain("unclear", START - 240 * HOUR, START)).toBe(false);
  });
});
