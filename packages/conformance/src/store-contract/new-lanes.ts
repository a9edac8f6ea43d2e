import type { GateChange, LaneRow, Plan } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { moveBy } from "./scene/move-by.ts";
import { HOUR, ONE_CARRIER, route, SECOND_CARRIER, SMS_ONLY, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import { definitionOf } from "./scene/seeded-campaign.ts";
import type { OpenStore } from "./store-under-test.ts";

/** Another version brings lanes that the campaign did not have: they stand as whoever steers left the others. */
export function newLanesContract(open: OpenStore): void {
  describe("new lanes", () => {
    const scene = scenes(open);

    function steer(here: Scene, change: Partial<GateChange>) {
      const named = { actor: "ops", reason: "test", reviewAt: here.now + 99 * HOUR };
      return here.store.control([{ campaign: here.campaign.campaign, ...named, ...change }]);
    }

    async function version(here: Scene, plan: Partial<Plan>): Promise<number> {
      const input = { ...definitionOf({ plan }), audience: "closed", manyVersions: true } as const;
      return (await here.store.define({ ...input, hash: here.unique("hash") })).version;
    }

    async function lane(here: Scene, planned: string): Promise<LaneRow | undefined> {
      const { lanes } = await here.store.lanes(here.campaign.campaign);
      return lanes.findLast((one) => one.planned === planned);
    }

    const second: Partial<Plan> = { steps: [step("sms", { route: [SECOND_CARRIER] })] };
    const swapped: Partial<Plan> = { steps: [step("sms", { route: [SECOND_CARRIER, route()] })] };

    it.each(["watch", "budget"] as const)("are open where the %s holds all the others", async (source) => {
      const here = await scene({ plan: SMS_ONLY });
      await steer(here, { source, gate: "held" });
      expect((await here.ledger()).state).toBe("held");
      await version(here, second);
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [] });
      expect((await here.ledger()).state).toBe("running");
      expect(await findings(here)).toEqual([]);
    });

    it("are open where an operator paused every provider that there was, and not the campaign", async () => {
      const here = await scene({ plan: SMS_ONLY });
      await steer(here, { gate: "held", provider: "sms.main", reason: "a bill" });
      await version(here, second);
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [] });
      expect((await here.ledger()).state).toBe("running");
    });

    it("stay closed until the start, which opens them with the others", async () => {
      const here = await scene({ plan: SMS_ONLY, until: "enrolled" });
      await version(here, second);
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [{ source: "start" }] });
      await here.store.seal({
        campaign: here.campaign.campaign,
        importId: "import-1",
        chunks: 1,
        start: true,
      });
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [] });
    });

    it("are held where an operator paused the campaign, until the resume", async () => {
      const here = await scene({ plan: ONE_CARRIER });
      await steer(here, { gate: "held", reason: "a bill" });
      await version(here, second);
      const held = await lane(here, "sms.second");
      expect(held?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
      expect(held?.holds[0]?.reviewAt).toBeInstanceOf(Date);
      await steer(here, { gate: "open" });
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [] });
    });

    it("are held where an operator paused their step, until its resume", async () => {
      const here = await scene({ plan: ONE_CARRIER });
      await steer(here, { gate: "held", step: 0, reason: "a wrong text" });
      await version(here, second);
      expect((await lane(here, "sms.second"))?.holds).toMatchObject([{ reason: "a wrong text" }]);
      await steer(here, { gate: "open", step: 0 });
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [] });
    });

    it("are open where an operator paused another step that uses their provider, and held with all of them", async () => {
      const over = (...places: readonly (typeof SECOND_CARRIER)[]) => step("sms", { route: places });
      const here = await scene({ plan: { steps: [over(route()), over(SECOND_CARRIER)] } });
      const added: Partial<Plan> = { steps: [over(route()), over(SECOND_CARRIER, route())] };
      await steer(here, { gate: "held", step: 0, reason: "a wrong text" });
      await version(here, added);
      expect(await lane(here, "sms.main")).toMatchObject({ step: 1, holds: [] });
      await steer(here, { gate: "open", step: 0 });
      const other = await here.seed({
        occurrence: "2",
        plan: { steps: [over(route()), over(SECOND_CARRIER)] },
      });
      await steer(here, { campaign: other.campaign, gate: "held", reason: "a bill" });
      const input = { ...definitionOf({ occurrence: "2", plan: added }), manyVersions: true } as const;
      await here.store.define(input);
      expect(await lane(here, "sms.main")).toMatchObject({ step: 1, holds: [{ reason: "a bill" }] });
      await steer(here, { gate: "open" });
    });

    it("are held over a provider that is paused, wherever it stands in the new route", async () => {
      const here = await scene({ plan: ONE_CARRIER });
      await steer(here, { gate: "held", provider: "sms.main", reason: "a bill" });
      await version(here, swapped);
      expect((await lane(here, "sms.main"))?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
      expect(await lane(here, "sms.second")).toMatchObject({ holds: [] });
      await steer(here, { gate: "open", provider: "sms.main" });
      expect(await lane(here, "sms.main")).toMatchObject({ holds: [] });
    });

    it("are held where the others of their provider are led elsewhere, and they cannot be", async () => {
      const here = await scene();
      await steer(here, { gate: "held", provider: "sms.main", via: "sms.second", reason: "a bill" });
      await version(here, swapped);
      expect((await lane(here, "sms.main"))?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
      await steer(here, { gate: "open", provider: "sms.main", via: null });
      expect(await lane(here, "sms.main")).toMatchObject({ holds: [] });
    });

    it("do not take a hold for a provider that they are not led over", async () => {
      const here = await scene();
      await steer(here, { gate: "held", provider: "sms.main", via: "sms.second", reason: "a bill" });
      await steer(here, { gate: "held", provider: "sms.second", reason: "another bill" });
      await version(here, swapped);
      await steer(here, { gate: "open", provider: "sms.second", via: null });
      // as the others of its provider, it leaves no more over it
      expect((await lane(here, "sms.main"))?.holds).toMatchObject([{ source: "operator", reason: "a bill" }]);
      await steer(here, { gate: "open", provider: "sms.main", via: null });
      expect(await lane(here, "sms.main")).toMatchObject({ holds: [] });
    });

    it("are no faster than an operator and the pace let the others be", async () => {
      const here = await scene({ plan: ONE_CARRIER, people: 100 });
      await steer(here, { perSecond: 2 });
      await steer(here, { perSecond: 5, source: "pace" });
      await steer(here, { perSecond: 1, source: "watch", provider: "sms.main" });
      await moveBy(here, { move: "amend", version: await version(here, second) });
      expect((await lane(here, "sms.second"))?.rates).toEqual({ operator: 2, pace: 5 });
      expect((await here.claim("sms.second")).length).toBeLessThan(10);
    });
  });
}
