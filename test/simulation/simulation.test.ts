import { describe, expect, it, vi } from "vitest";
import { added, type Census, unseen } from "./census.ts";
import { judge } from "./judge.ts";
import { simulate } from "./world.ts";

const SEEDS = 30;

async function lived(
  seeds: number,
): Promise<{ readonly broken: Record<number, readonly string[]>; readonly seen: Census }> {
  let seen: Census = {};
  const broken: Record<number, readonly string[]> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await simulate(seed);
    const { found, census } = await judge(run);
    seen = added(seen, census);
    if (found.length > 0) broken[seed] = [...found, ...run.trace.slice(-10)];
    await run.close();
  }
  return { broken, seen };
}

describe("many lives of a campaign on the virtual clock", () => {
  it(`keeps every rule over ${SEEDS} seeds of crashes, freezes, downtime and lossy provider APIs`, async () => {
    const { broken, seen } = await lived(SEEDS);
    expect(broken).toEqual({});
    expect(unseen(seen)).toEqual([]);
  });

  it("moves many recipients for silence at the same time, each for a valid reason", async () => {
    const { broken, seen } = await lived(5);
    expect(seen["minutes in which silence moved more than a twentieth of a queue"]).toBeGreaterThan(5);
    expect(seen["times nobody listened"]).toBeGreaterThan(0);
    expect(broken).toEqual({});
  });

  it("lives the same life again when the seed is the same, however slow the machine is", async () => {
    const first = await simulate(7);
    let readings = 0;
    const slow = vi.spyOn(performance, "now").mockImplementation(() => ++readings * 100);
    const second = await simulate(7).finally(() => slow.mockRestore());
    expect(second.trace).toEqual(first.trace);
    await first.close();
    await second.close();
  });
});
