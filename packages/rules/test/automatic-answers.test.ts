import { describe, expect, it } from "vitest";
import { mayAnswerAgain } from "../src/index.ts";
import { HOUR, START } from "./support/plans.ts";

describe("an automatic answer to a reply", () => {
  it.each([
    { toldAt: undefined, may: true },
    { toldAt: START, may: false },
    { toldAt: START - 24 * HOUR + 1, may: false },
    { toldAt: START - 24 * HOUR, may: true },
    { toldAt: START + HOUR, may: false }, // a clock that was set back
  ])("with the same status is sent once a day: $toldAt", ({ toldAt, may }) => {
    expect(mayAnswerAgain("help", toldAt, START)).toBe(may);
  });

  it("to an unclear reply is sent once, because the reply may be a revocation", () => {
    expect(mayAnswerAgain("unclear", undefined, START)).toBe(true);
    expect(mayAnswerAgain("unclear", START - 240 * HOUR, START)).toBe(false);
  });
});
