import { expect, it } from "vitest";
import { HOUR } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** One rate per provider over all workers: a permit is a slot in time (engine rule 13). */
export const permitContract: Area = area("permit", ({ test, scene }) => {
  function ask(here: Scene, wanted = 100, provider = "sms.main") {
    return here.store.permit({ provider, perSecond: 100, wanted });
  }

  /** Greedy workers ask every `everyMs`; answers what was granted at which moment. */
  async function greedy(here: Scene, forMs: number, everyMs: number): Promise<{ at: number; granted: number }[]> {
    const grants: { at: number; granted: number }[] = [];
    for (let ms = 0; ms < forMs; ms += everyMs) {
      const { granted } = await ask(here);
      grants.push({ at: here.now, granted });
      here.clock.advance(everyMs);
    }
    return grants;
  }

  it.each([5, 40, 100])("keeps the rate under load, asked every %i ms", async (everyMs) => {
    const here = await scene();
    const grants = await greedy(here, 10_000, everyMs);
    const total = grants.reduce((sum, { granted }) => sum + granted, 0);
    expect(total).toBeGreaterThanOrEqual(950);
    expect(total).toBeLessThanOrEqual(1_025);
    for (const { at } of grants) {
      const within = grants.filter((grant) => grant.at >= at && grant.at < at + 1_000);
      expect(within.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(125);
    }
  });

  test("does not save up: a thawed worker cannot burst", async (here) => {
    await greedy(here, 1_000, 50);
    here.clock.advance(HOUR);
    expect((await ask(here)).granted).toBeLessThanOrEqual(26); // a quarter of a second, both ends counted
  });

  test("does not wait for a time that was taken back: a clock set back stops nobody", async (here) => {
    await ask(here);
    here.clock.jump(-HOUR);
    expect((await ask(here)).granted).toBeGreaterThan(0);
    const { nextAt } = await ask(here);
    expect(nextAt - here.now).toBeLessThan(1_000);
  });

  test("says when the next one can be had", async (here) => {
    let answer = await ask(here);
    while (answer.granted > 0) answer = await ask(here);
    expect(answer.nextAt).toBeGreaterThan(here.now);
    here.clock.advance(answer.nextAt - here.now);
    expect((await ask(here)).granted).toBeGreaterThan(0);
  });

  test("never grants more than was wanted, and keeps providers apart", async (here) => {
    expect((await ask(here, 1)).granted).toBe(1);
    expect((await ask(here, 0)).granted).toBe(0);
    while ((await ask(here)).granted > 0);
    expect((await ask(here, 1, "sms.second")).granted).toBe(1);
  });
});
