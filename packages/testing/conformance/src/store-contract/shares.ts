import type { Plan } from "@relance/spec";
import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { MINUTE, route, SECOND, SMS_ONLY, step } from "./scene/plan.ts";
import { PROVIDERS, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { buildDefinition, type SeededCampaign } from "./scene/seeded-campaign.ts";

async function seedWith(here: Scene, plan: Partial<Plan>, people: number, occurrence: string): Promise<SeededCampaign> {
  return here.seed({ people, occurrence, plan: { ...SMS_ONLY, ...plan } });
}

async function startWorkers(here: Scene, workers: number): Promise<readonly string[]> {
  const others = Array.from({ length: workers - 1 }, () => here.unique("worker"));
  for (const incarnation of others)
    await here.store.heartbeat({ incarnation, role: "worker", version: "1", providers: PROVIDERS });
  return [here.worker, ...others];
}

export const sharesContract: Area = area("campaigns' shares", ({ test, scene }) => {
  /** Claims `total` messages in batches of `slots`, and returns the number of messages for each campaign. */
  async function claimed(
    here: Scene,
    total: number,
    slots: number,
    workers: readonly string[] = [here.worker],
  ): Promise<ReadonlyMap<number, number>> {
    const sums = new Map<number, number>();
    for (let left = total, turn = 0, idle = 0; left > 0; turn++) {
      here.worker = workers[turn % workers.length] ?? here.worker;
      const rows = await here.claim("sms.main", Math.min(slots, left));
      idle = rows.length === 0 ? idle + 1 : 0; // a store that lets only one worker send returns no rows to the other workers
      if (idle === workers.length) throw new Error("no recipient remains");
      for (const { campaign } of rows) sums.set(campaign, (sums.get(campaign) ?? 0) + 1);
      left -= rows.length;
      here.clock.advance(5);
    }
    return sums;
  }

  it.each([
    { slots: 1, sizes: [300, 300] },
    { slots: 7, sizes: [300, 300] },
    { slots: 64, sizes: [300, 300] },
    { slots: 5, sizes: [600, 150, 150] },
  ])(
    "are even for campaigns with $sizes recipients if workers claim $slots slots at a time",
    async ({ slots, sizes }) => {
      const here = await scene({ people: sizes[0] });
      const campaigns = [here.campaign.campaign];
      for (const people of sizes.slice(1))
        campaigns.push((await here.seed({ people, occurrence: `${campaigns.length}` })).campaign);
      const sums = await claimed(here, 120 * sizes.length, slots);
      for (const campaign of campaigns) {
        expect(sums.get(campaign)).toBeGreaterThanOrEqual(0.9 * 120);
        expect(sums.get(campaign)).toBeLessThanOrEqual(1.1 * 120);
      }
    },
  );

  it.each([
    { slots: 1, weights: [1, 3], workers: 1 },
    { slots: 7, weights: [1, 3], workers: 1 },
    { slots: 64, weights: [1, 3], workers: 1 },
    { slots: 5, weights: [1, 3], workers: 4 },
    { slots: 5, weights: [1, 2, 5], workers: 1 },
    { slots: 3, weights: [5, undefined, 2], workers: 3 },
  ])(
    "follow the weights $weights if $workers workers claim $slots slots at a time",
    async ({ slots, weights, workers }) => {
      const here = await scene({ until: "defined" });
      const crew = await startWorkers(here, workers);
      const campaigns: number[] = [];
      for (const weight of weights)
        campaigns.push((await seedWith(here, { weight }, 220, `w${campaigns.length}`)).campaign);
      const sums = await claimed(here, 240, slots, crew);
      const whole = weights.reduce<number>((sum, weight = 1) => sum + weight, 0);
      campaigns.forEach((campaign, place) => {
        const due = (240 * (weights[place] ?? 1)) / whole;
        expect(sums.get(campaign)).toBeGreaterThanOrEqual(0.9 * due);
        expect(sums.get(campaign)).toBeLessThanOrEqual(1.1 * due);
      });
    },
  );

  it("do not depend on how many of a campaign's steps use the provider in parallel", async () => {
    const here = await scene({ until: "defined" });
    const twice = step("sms", { route: [route()], waitMs: MINUTE });
    const { campaign: first } = await seedWith(here, { steps: [twice, twice], maxTries: 99 }, 300, "steps");
    await here.send("sms.main", 150);
    await here.listen(2 * MINUTE);
    await here.decide();
    const { campaign: second } = await seedWith(here, { steps: [twice] }, 300, "one");
    const sums = await claimed(here, 120, 5);
    expect(sums.get(first)).toBeGreaterThanOrEqual(54);
    expect(sums.get(second)).toBeGreaterThanOrEqual(54);
  });

  it.each([
    { what: "has less weight than the other campaign", weights: [100, 1], perSecond: undefined },
    { what: "has its own slower rate", weights: [1, 1], perSecond: 0.005 },
  ])("may differ if a campaign $what, and the audit reports no finding", async ({ weights, perSecond }) => {
    const here = await scene({ until: "defined" });
    const campaigns: number[] = [];
    for (const weight of weights)
      campaigns.push((await seedWith(here, { weight }, 220, `w${campaigns.length}`)).campaign);
    const [, rare = 0] = campaigns;
    if (perSecond !== undefined)
      await here.store.control([{ campaign: rare, perSecond, actor: "desk", reason: "test" }]);
    const theirs: number[] = [];
    for (let second = 0; second < 150; second++) {
      for (const { campaign } of await here.claim("sms.main", 1)) if (campaign === rare) theirs.push(second);
      await here.listen(SECOND);
      if (second % 10 === 9) expect(await findings(here)).toEqual([]);
    }
    expect(theirs).toHaveLength(1);
  });

  it("are divided evenly between a campaign's steps that take turns at a slow provider", async () => {
    const here = await scene({ until: "defined" });
    const twice = step("sms", { route: [route()], waitMs: MINUTE });
    await seedWith(here, { steps: [twice, twice], maxTries: 99 }, 40, "steps");
    await here.send("sms.main", 20);
    await here.listen(2 * MINUTE);
    await here.decide();
    const steps: number[] = [];
    for (let turn = 0; turn < 12; turn++) {
      steps.push(...(await here.claim("sms.main", 1)).map(({ step: place }) => place));
      await here.listen(30 * SECOND);
    }
    expect([1, 2].map((place) => steps.filter((one) => one === place).length)).toEqual([6, 6]);
  });

  test("are limited for a campaign with its own rate, and the other campaign gets the remaining slots", {
    until: "defined",
  }, async (here) => {
    const { campaign: light } = await seedWith(here, {}, 300, "light");
    const { campaign: heavy } = await seedWith(here, { weight: 3 }, 300, "heavy");
    await here.store.control([{ campaign: light, perSecond: 200, source: "pace", actor: "pace", reason: "so fast" }]);
    const sums = await claimed(here, 240, 2);
    expect(sums.get(light)).toBeGreaterThanOrEqual(54);
    expect(sums.get(light)).toBeLessThanOrEqual(66);
    expect(sums.get(heavy)).toBeGreaterThanOrEqual(174);
  });

  it("let a campaign that sends alone use the whole rate, and do not reduce its later share", async () => {
    const here = await scene({ until: "defined" });
    const { campaign: light } = await seedWith(here, { weight: 1 }, 400, "light");
    const { campaign: heavy } = await seedWith(here, { weight: 100 }, 20, "heavy");
    const sums = await claimed(here, 240, 8);
    expect([sums.get(heavy), sums.get(light)]).toEqual([20, 220]);
    const { campaign: equal } = await seedWith(here, { weight: 1 }, 100, "equal");
    const after = await claimed(here, 80, 8);
    for (const campaign of [light, equal]) {
      expect(after.get(campaign)).toBeGreaterThanOrEqual(36);
      expect(after.get(campaign)).toBeLessThanOrEqual(44);
    }
  });

  test("follow the weights of the newest version", { until: "defined" }, async (here) => {
    const { campaign: changed } = await seedWith(here, { weight: 1 }, 300, "changed");
    const { campaign: other } = await seedWith(here, { weight: 1 }, 300, "other");
    const input = buildDefinition({ occurrence: "changed", plan: { ...SMS_ONLY, weight: 4 } });
    expect((await here.store.define({ ...input, manyVersions: true })).status).toBe("new");
    const sums = await claimed(here, 200, 4);
    expect(sums.get(changed)).toBeGreaterThanOrEqual(144);
    expect(sums.get(other)).toBeGreaterThanOrEqual(36);
  });

  it("do not delay single messages, whatever weights the campaigns have", async () => {
    const here = await scene({ until: "defined" });
    for (const weight of [1, 100, 30]) await seedWith(here, { weight }, 300, `w${weight}`);
    await claimed(here, 300, 4);
    const { campaign } = await seedWith(here, { weight: 0 }, 60, "send");
    here.clock.advance(5);
    const first = await claimed(here, 4, 1);
    expect(first.get(campaign)).toBeGreaterThanOrEqual(1);
    const sums = await claimed(here, 100, 4);
    expect(sums.get(campaign)).toBeGreaterThanOrEqual(0.9 * (100 * (100 / 231)));
  });

  it("let a single message of a separate campaign wait for at most one slot of each other campaign", async () => {
    const here = await scene({ people: 300 });
    await here.seed({ people: 300, occurrence: "2" });
    await claimed(here, 50, 1);
    const { campaign } = await here.seed({ people: 1, occurrence: "urgent" });
    here.clock.advance(5);
    const before: number[] = [];
    while (before.at(-1) !== campaign && before.length < 10) {
      before.push((await here.claimOne()).campaign);
      here.clock.advance(5);
    }
    expect(before.length).toBeLessThanOrEqual(3);
  });
});
