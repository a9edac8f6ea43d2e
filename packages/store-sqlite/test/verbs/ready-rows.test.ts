import { describe, expect, it } from "vitest";
import { row, START } from "../support/audience.ts";
import { openWorld, type World } from "../support/open-world.ts";

const RELEASED = 2 ** 20;
const CLAIMS = 40;

/** A pilot of four people, and others who wait behind it for the next wave. */
function pilotOf(waiting: number): World {
  const world = openWorld();
  const campaign = world.start(
    Array.from({ length: waiting + 4 }, (_, n) => row(n, { ord: n < 4 ? n : RELEASED + n })),
  );
  const reviewAt = START + 3_600_000;
  const gate = { campaign, actor: "pace", reason: "pilot", reviewAt, source: "pace" } as const;
  world.store.control([{ ...gate, releasedThrough: RELEASED }]);
  return world;
}

/** Milliseconds of many claims, once the pilot has been sent to; the least of three counts. */
function costOf(world: World): number {
  expect(world.claim("sms.main")).toHaveLength(4);
  const costs = [0, 1, 2].map(() => {
    const begun = performance.now();
    for (let claim = 0; claim < CLAIMS; claim++) world.claim("sms.main");
    return performance.now() - begun;
  });
  world.store.close();
  return Math.min(...costs);
}

describe("who is ready", () => {
  it("costs the same to ask, however many wait for the next wave", () => {
    expect(costOf(pilotOf(20_000))).toBeLessThan(6 * costOf(pilotOf(20)));
  });

  it("is found behind a wave that waits, when it became due later", () => {
    const world = pilotOf(50);
    const pilot = world.claim("sms.main");
    const [first] = pilot;
    world.store.settle("worker", [
      { attemptId: first?.attemptId ?? "", kind: "rejected", disposition: "retry", retryAfterMs: 1_000 },
    ]);
    expect(world.claim("sms.main")).toEqual([]);
    const { nextDueAt } = world.store.claim({
      worker: "worker",
      wants: [{ provider: "sms.main", slots: 1, sendBudgetMs: 1_000 }],
    });
    expect(nextDueAt).toBeGreaterThan(world.now);
    world.now = nextDueAt ?? world.now;
    expect(world.claim("sms.main").map(({ key }) => key)).toEqual([first?.key]);
    world.store.close();
  });
});
