import type { GateChange } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { HOUR, SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

/** Whoever steers a lane is named with it, with why and since when, for as long as it holds. */
export function steeringAuthorsContract(open: OpenStore): void {
  describe("who steers", () => {
    const scene = scenes(open);

    function steer(here: Scene, change: Partial<GateChange>) {
      const named = { actor: "ops", reason: "test", reviewAt: here.now + 99 * HOUR };
      return here.store.control([{ campaign: here.campaign.campaign, ...named, ...change }]);
    }

    it("tells who set a rate, why and since when, until it is no more", async () => {
      const here = await scene();
      const main = async () => {
        const { lanes } = await here.store.lanes(here.campaign.campaign);
        return lanes.filter(({ planned, slice }) => planned === "sms.main" && slice === undefined);
      };
      const since = new Date(here.now);
      await steer(here, { perSecond: 20, actor: "ada", reason: "a small desk" });
      here.clock.advance(SECOND);
      await steer(here, { perSecond: 30, source: "watch", actor: "watch", reason: "a loss" });
      await steer(here, { gate: "held", actor: "bob", reason: "another order" });
      for (const { ratedBy } of await main())
        expect(ratedBy).toEqual({
          operator: { actor: "ada", reason: "a small desk", since },
          watch: { actor: "watch", reason: "a loss", since: new Date(here.now) },
        });
      await steer(here, { perSecond: 10, provider: "sms.main", actor: "eve", reason: "slower" });
      expect((await main())[0]?.ratedBy.operator).toMatchObject({ actor: "eve", reason: "slower" });
      await steer(here, { gate: "open", perSecond: null, actor: "bob", reason: "over" });
      expect((await main())[0]?.ratedBy).toEqual({ watch: expect.objectContaining({ actor: "watch" }) });
    });

    it("names who led a lane elsewhere with a rate: whoever set the one that counts", async () => {
      const here = await scene();
      await steer(here, { provider: "sms.main", perSecond: 20, actor: "ada", reason: "slow" });
      await steer(here, { provider: "sms.second", perSecond: 5, actor: "bob", reason: "slower" });
      const since = new Date(here.now);
      await steer(here, {
        provider: "sms.main",
        gate: "held",
        via: "sms.second",
        actor: "eve",
        reason: "away",
      });
      here.clock.advance(SECOND);
      await steer(here, {
        provider: "sms.main",
        gate: "held",
        via: "sms.second",
        actor: "eve",
        reason: "still",
      });
      const { lanes } = await here.store.lanes(here.campaign.campaign);
      expect(lanes.find(({ planned, step }) => planned === "sms.main" && step === 0)).toMatchObject({
        led: { actor: "eve", reason: "still", since },
        rates: { operator: 5 },
        ratedBy: { operator: { actor: "bob", reason: "slower" } },
      });
    });
  });
}
