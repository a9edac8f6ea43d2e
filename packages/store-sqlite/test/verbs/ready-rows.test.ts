import { describe, expect, it } from "vitest";
import { FIRST_OF_GROUP, GROUP, NEXT_GROUP } from "../../src/driver/driver.ts";
import { row, START } from "../support/audience.ts";
import { openWorld, type World } from "../support/open-world.ts";
import { planOf } from "../support/plan-of.ts";

const RELEASED = 2 ** 20;

/** A pilot of four recipients, and others who wait behind it for the next wave. */
async function pilotOf(waiting: number): Promise<World> {
  const world = await openWorld();
  const campaign = await world.start(
    Array.from({ length: waiting + 4 }, (_, n) => row(n, { sendOrder: n < 4 ? n : RELEASED + n })),
  );
  const reviewAt = START + 3_600_000;
  const gate = { campaign, actor: "pace", reason: "pilot", reviewAt, source: "pace" } as const;
  await world.store.control([{ ...gate, releasedThrough: RELEASED }]);
  return world;
}

describe("the search for ready recipients", () => {
  it("reads no recipient who waits for the next wave", () => {
    for (const released of [GROUP, FIRST_OF_GROUP]) {
      expect(planOf(released)).toContain("(queue=? AND due_at=? AND send_order<?)");
      expect(planOf(released)).not.toContain("B-TREE");
    }
    expect(planOf(NEXT_GROUP)).toContain("(queue=? AND due_at>?)");
  });

  it("finds a recipient behind a waiting wave who became due later", async () => {
    const world = await pilotOf(50);
    const pilot = await world.claim("sms.main");
    const [first] = pilot;
    await world.store.settle("worker", [
      { attemptId: first?.attemptId ?? "", kind: "rejected", disposition: "retry", retryAfterMs: 1_000 },
    ]);
    expect(await world.claim("sms.main")).toEqual([]);
    const { nextDueAt } = await world.store.claim({
      worker: "worker",
      wants: [{ provider: "sms.main", slots: 1, sendBudgetMs: 1_000 }],
    });
    expect(nextDueAt).toBeGreaterThan(world.now);
    world.now = nextDueAt ?? world.now;
    expect((await world.claim("sms.main")).map(({ key }) => key)).toEqual([first?.key]);
    await world.store.close();
  });
});
