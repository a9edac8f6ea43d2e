import { describe, expect, it, vi } from "vitest";
import { added, type Census, unseen } from "./census.ts";
import { judge } from "./judge.ts";
import { simulate } from "./world.ts";

const SEEDS = Array.from({ length: 30 }, (_, at) => at + 1);
/** Seeds of simulations in which relance once broke a rule. */
const ONCE_BROKEN = [5345, 5498, 5670, 5724, 5959];

async function lived(
  seeds: readonly number[],
): Promise<{ readonly broken: Record<number, readonly string[]>; readonly seen: Census }> {
  let seen: Census = {};
  const broken: Record<number, readonly string[]> = {};
  for (const seed of seeds) {
    const run = await simulate(seed);
    const { found, census } = await judge(run);
    seen = added(seen, census);
    if (found.length > 0) broken[seed] = [...found, ...run.trace.slice(-10)];
    await run.close();
  }
  return { broken, seen };
}

describe("many simulated campaigns on the virtual clock", () => {
  it(`keep every rule over ${SEEDS.length} seeds of crashes, freezes, downtime and lossy provider APIs`, async () => {
    const { broken, seen } = await lived(SEEDS);
    expect(broken).toEqual({});
    expect(unseen(seen)).toEqual([]);
  });

  it("keep every rule with the seeds that once broke one", async () => {
    expect((await lived(ONCE_BROKEN)).broken).toEqual({});
  });

  it("move many recipients at the same time for missing receipts, each for a valid reason", async () => {
    const { broken, seen } = await lived(SEEDS.slice(0, 5));
    expect(seen["minutes in which silence moved more than a twentieth of a queue"]).toBeGreaterThan(5);
    expect(seen["times nobody listened"]).toBeGreaterThan(0);
    expect(broken).toEqual({});
  });

  it("have the same history with the same seed, however slow the machine is", async () => {
    const first = await simulate(7);
    let readings = 0;
    const slow = vi.spyOn(performance, "now").mockImplementation(() => ++readings * 100);
    const second = await simulate(7).finally(() => slow.mockRestore());
    expect(second.trace).toEqual(first.trace);
    await first.close();
    await second.close();
  });
});
