import { expect, it } from "vitest";
import { SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const MAIN = { provider: "sms.main" } as const;
const OVER_SECOND = { provider: "sms.second" } as const;
const LED = { ...MAIN, gate: "held", via: "sms.second" } as const;
const RESUMED = { gate: "open", via: null } as const;

export const reroutedQueuesContract: Area = area("a pause of a reroute's target", ({ test, scene }) => {
  const leaving = async (here: Scene, provider: string) => (await here.claim(provider, 1)).length;

  it.each(["operator", "plugin:watch"] as const)(
    'also holds recipients whom the source "%s" rerouted to the target, until the pause ends',
    async (source) => {
      const here = await scene({ people: 4 });
      await here.steer({ ...LED, source });
      expect(await leaving(here, "sms.second")).toBe(1);
      await here.steer({ ...OVER_SECOND, gate: "held" });
      expect(await leaving(here, "sms.second")).toBe(0);
      await here.steer({ ...LED, source });
      expect(await leaving(here, "sms.second")).toBe(0);
      expect(await leaving(here, "sms.main")).toBe(0);
      await here.steer({ ...OVER_SECOND, ...RESUMED });
      expect(await leaving(here, "sms.second")).toBe(1);
      await here.steer({ ...OVER_SECOND, gate: "held" });
      await here.steer({ ...MAIN, ...RESUMED, source });
      expect(await leaving(here, "sms.main")).toBe(1);
      expect(await leaving(here, "sms.second")).toBe(0);
    },
  );

  test("also holds rerouted recipients if the pause began before the reroute", { people: 4 }, async (here) => {
    await here.steer({ ...OVER_SECOND, gate: "held" });
    await here.steer(LED);
    expect(await leaving(here, "sms.second")).toBe(0);
    expect(await leaving(here, "sms.main")).toBe(0);
    await here.steer({ ...OVER_SECOND, ...RESUMED });
    expect(await leaving(here, "sms.second")).toBe(1);
    await here.steer({ ...OVER_SECOND, gate: "held" });
    await here.steer({ ...MAIN, ...RESUMED });
    expect(await leaving(here, "sms.main")).toBe(1);
  });

  it.each(["plugin:watch", "budget"] as const)(
    'by the source "%s" holds rerouted recipients, until the pause ends',
    async (source) => {
      const here = await scene({ people: 5 });
      await here.steer(LED);
      await here.steer({ ...OVER_SECOND, source, gate: "held" });
      expect(await leaving(here, "sms.second")).toBe(0);
      await here.steer({ ...OVER_SECOND, source, gate: "open" });
      expect(await leaving(here, "sms.second")).toBe(1);
      await here.steer({ ...MAIN, ...RESUMED });
      await here.steer({ ...OVER_SECOND, source, gate: "held" });
      await here.steer(LED);
      expect(await leaving(here, "sms.second")).toBe(0);
      await here.steer({ ...OVER_SECOND, gate: "open", override: true });
      expect(await leaving(here, "sms.second")).toBe(1);
    },
  );

  it("also holds recipients who stay rerouted after their own provider resumes", async () => {
    const here = await scene({ people: 3 });
    await here.steer({ ...LED, source: "plugin:watch" });
    await here.steer({ ...MAIN, gate: "held" });
    await here.steer({ ...OVER_SECOND, gate: "held" });
    await here.steer({ ...MAIN, gate: "open", via: null });
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer({ ...OVER_SECOND, ...RESUMED });
    expect(await leaving(here, "sms.second")).toBe(1);
  });

  test("that holds the whole campaign remains in effect when a provider is rerouted", { people: 2 }, async (here) => {
    await here.steer({ gate: "held" });
    await here.steer({ ...MAIN, gate: "held" });
    await here.steer(LED);
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer(RESUMED);
    expect(await leaving(here, "sms.main")).toBe(1);
  });
});

export const steeringAuthorsContract: Area = area("the author of a command", ({ test }) => {
  test("is returned with the command's rate, reason and time, until the rate ends", async (here) => {
    const main = async () => {
      const { queues } = await here.store.queues(here.campaign.campaign);
      return queues.filter(({ planned, destination }) => planned === "sms.main" && destination === undefined);
    };
    const since = new Date(here.now);
    await here.steer({ perSecond: 20, actor: "ada", reason: "a small desk" });
    here.clock.advance(SECOND);
    await here.steer({ perSecond: 30, source: "plugin:watch", actor: "plugin:watch", reason: "a loss" });
    await here.steer({ gate: "held", actor: "bob", reason: "another order" });
    for (const { ratedBy } of await main())
      expect(ratedBy).toEqual({
        operator: { actor: "ada", reason: "a small desk", since },
        "plugin:watch": { actor: "plugin:watch", reason: "a loss", since: new Date(here.now) },
      });
    await here.steer({ perSecond: 10, provider: "sms.main", actor: "eve", reason: "slower" });
    expect((await main())[0]?.ratedBy.operator).toMatchObject({ actor: "eve", reason: "slower" });
    await here.steer({ gate: "open", perSecond: null, actor: "bob", reason: "over" });
    expect((await main())[0]?.ratedBy).toEqual({ "plugin:watch": expect.objectContaining({ actor: "plugin:watch" }) });
  });

  test("is returned separately for a reroute and for the rate in force", async (here) => {
    await here.steer({ provider: "sms.main", perSecond: 20, actor: "ada", reason: "slow" });
    await here.steer({ provider: "sms.second", perSecond: 5, actor: "bob", reason: "slower" });
    const since = new Date(here.now);
    await here.steer({ provider: "sms.main", gate: "held", via: "sms.second", actor: "eve", reason: "away" });
    here.clock.advance(SECOND);
    await here.steer({ provider: "sms.main", gate: "held", via: "sms.second", actor: "eve", reason: "still" });
    const { queues } = await here.store.queues(here.campaign.campaign);
    expect(queues.find(({ planned, step }) => planned === "sms.main" && step === 1)).toMatchObject({
      rerouted: { actor: "eve", reason: "still", since },
      rates: { operator: 5 },
      ratedBy: { operator: { actor: "bob", reason: "slower" } },
    });
  });
});
