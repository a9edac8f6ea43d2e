import { describe, expect, it } from "vitest";
import { added, type Census, unseen } from "./census.ts";
import { judge } from "./judge.ts";
import { simulate } from "./world.ts";

/** `npm run simulate -- --seeds N` runs more. */
const SEEDS = 25;

describe("many lives of a campaign on the virtual clock", () => {
  it(`keeps every rule over ${SEEDS} seeds of crashes, freezes, deafness and lossy far ends`, async () => {
    let seen: Census = {};
    const broken: Record<number, readonly string[]> = {};
    for (let seed = 1; seed <= SEEDS; seed++) {
      const run = await simulate(seed);
      const { found, census } = await judge(run);
      seen = added(seen, census);
      if (found.length > 0) broken[seed] = [...found, ...run.trace.slice(-10)];
      await run.close();
    }
    expect(broken).toEqual({});
    expect(unseen(seen)).toEqual([]);
  });

  it("lives the same life again when the seed is the same", async () => {
    const [first, second] = [await simulate(7), await simulate(7)];
    expect(second.trace).toEqual(first.trace);
    await first.close();
    await second.close();
  });
});
