import type { Plan, QueueRow } from "@relance/spec";
import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { ONE_CARRIER, route, SECOND_CARRIER, SMS_ONLY, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { buildDefinition } from "./scene/seeded-campaign.ts";

/** A queue that a new campaign version adds starts with holds and rates that depend on the campaign's other queues. */
export const newQueuesContract: Area = area("new queues", ({ test, scene }) => {
  async function queue(here: Scene, planned: string): Promise<QueueRow | undefined> {
    const { queues } = await here.store.queues(here.campaign.campaign);
    return queues.findLast((one) => one.planned === planned);
  }

  const second: Partial<Plan> = { steps: [step("sms", { route: [SECOND_CARRIER] })] };
  const swapped: Partial<Plan> = { steps: [step("sms", { route: [SECOND_CARRIER, route()] })] };

  it.each(["plugin:watch", "budget"] as const)(
    'are open even if the source "%s" holds all other queues',
    async (source) => {
      const here = await scene({ plan: SMS_ONLY });
      await here.steer({ source, gate: "held" });
      expect((await here.ledger()).state).toBe("held");
      await here.newVersion(second);
      expect(await queue(here, "sms.second")).toMatchObject({ holds: [] });
      expect((await here.ledger()).state).toBe("running");
      expect(await findings(here)).toEqual([]);
    },
  );

  it("are open if an operator paused every existing provider, but not the campaign", async () => {
    const here = await scene({ plan: SMS_ONLY });
    await here.steer({ gate: "held", provider: "sms.main", reason: "a bill" });
    await here.newVersion(second);
    expect(await queue(here, "sms.second")).toMatchObject({ holds: [] });
    expect((await here.ledger()).state).toBe("running");
  });

  it("are held until the campaign's start releases all queues", async () => {
    const here = await scene({ plan: SMS_ONLY, until: "enrolled" });
    await here.newVersion(second);
    expect(await queue(here, "sms.second")).toMatchObject({ holds: [{ source: "start" }] });
    await here.store.seal({ campaign: here.campaign.campaign, importId: "import-1", chunks: 1 });
    expect(await queue(here, "sms.second")).toMatchObject({ holds: [] });
  });

  test("are held if an operator paused the campaign, until the operator resumes it", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.steer({ gate: "held", reason: "a bill" });
    await here.newVersion(second);
    const held = await queue(here, "sms.second");
    expect(held?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
    expect(held?.holds[0]?.reviewAt).toBeInstanceOf(Date);
    await here.steer({ gate: "open" });
    expect(await queue(here, "sms.second")).toMatchObject({ holds: [] });
  });

  test("are held if an operator paused their step, until the operator resumes it", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.steer({ gate: "held", step: 1, reason: "a wrong text" });
    await here.newVersion(second);
    expect((await queue(here, "sms.second"))?.holds).toMatchObject([{ reason: "a wrong text" }]);
    await here.steer({ gate: "open", step: 1 });
    expect(await queue(here, "sms.second")).toMatchObject({ holds: [] });
  });

  it("of a paused provider are held only if all other queues of the provider are held", async () => {
    const over = (...places: readonly (typeof SECOND_CARRIER)[]) => step("sms", { route: places });
    const here = await scene({ plan: { steps: [over(route()), over(SECOND_CARRIER)] } });
    const added: Partial<Plan> = { steps: [over(route()), over(SECOND_CARRIER, route())] };
    await here.steer({ gate: "held", step: 1, reason: "a wrong text" });
    await here.newVersion(added);
    expect(await queue(here, "sms.main")).toMatchObject({ step: 2, holds: [] });
    await here.steer({ gate: "open", step: 1 });
    const other = await here.seed({ occurrence: "2", plan: { steps: [over(route()), over(SECOND_CARRIER)] } });
    await here.steer({ campaign: other.campaign, gate: "held", reason: "a bill" });
    const input = { ...buildDefinition({ occurrence: "2", plan: added }), manyVersions: true } as const;
    await here.store.define(input);
    expect(await queue(here, "sms.main")).toMatchObject({ step: 2, holds: [{ reason: "a bill" }] });
    await here.steer({ gate: "open" });
  });

  it("are held if their provider is paused, at any position of the new route", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.steer({ gate: "held", provider: "sms.main", reason: "a bill" });
    await here.newVersion(swapped);
    expect((await queue(here, "sms.main"))?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
    expect(await queue(here, "sms.second")).toMatchObject({ holds: [] });
    await here.steer({ gate: "open", provider: "sms.main" });
    expect(await queue(here, "sms.main")).toMatchObject({ holds: [] });
  });

  test("are held if the provider's other queues are rerouted, but the new queue's route has no later provider", async (here) => {
    await here.steer({ gate: "held", provider: "sms.main", via: "sms.second", reason: "a bill" });
    await here.newVersion(swapped);
    expect((await queue(here, "sms.main"))?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
    await here.steer({ gate: "open", provider: "sms.main", via: null });
    expect(await queue(here, "sms.main")).toMatchObject({ holds: [] });
  });

  test("get the hold of their own provider, and not the hold of the provider to which its other queues are rerouted", async (here) => {
    await here.steer({ gate: "held", provider: "sms.main", via: "sms.second", reason: "a bill" });
    await here.steer({ gate: "held", provider: "sms.second", reason: "another bill" });
    await here.newVersion(swapped);
    await here.steer({ gate: "open", provider: "sms.second", via: null });
    // the other queues of the provider are rerouted, so the provider's new queue must not send either
    expect((await queue(here, "sms.main"))?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
    await here.steer({ gate: "open", provider: "sms.main", via: null });
    expect(await queue(here, "sms.main")).toMatchObject({ holds: [] });
  });

  it("send no faster than the slowest of the other queues", async () => {
    const here = await scene({ plan: ONE_CARRIER, people: 100 });
    await here.steer({ perSecond: 2 });
    await here.steer({ perSecond: 5, source: "pace" });
    await here.steer({ perSecond: 1, source: "plugin:watch", provider: "sms.main" });
    await here.move({ transition: "amend", version: await here.newVersion(second) });
    expect((await queue(here, "sms.second"))?.rates).toEqual({ operator: 2, pace: 5 });
    expect((await here.claim("sms.second")).length).toBeLessThan(10);
  });
});
