import { expect } from "vitest";
import { SECOND } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Whoever steers a lane is named with it, with why and since when, for as long as it holds. */
export const steeringAuthorsContract: Area = area("who steers", ({ test }) => {
  test("tells who set a rate, why and since when, until it is no more", async (here) => {
    const main = async () => {
      const { lanes } = await here.store.lanes(here.campaign.campaign);
      return lanes.filter(({ planned, slice }) => planned === "sms.main" && slice === undefined);
    };
    const since = new Date(here.now);
    await here.steer({ perSecond: 20, actor: "ada", reason: "a small desk" });
    here.clock.advance(SECOND);
    await here.steer({ perSecond: 30, source: "watch", actor: "watch", reason: "a loss" });
    await here.steer({ gate: "held", actor: "bob", reason: "another order" });
    for (const { ratedBy } of await main())
      expect(ratedBy).toEqual({
        operator: { actor: "ada", reason: "a small desk", since },
        watch: { actor: "watch", reason: "a loss", since: new Date(here.now) },
      });
    await here.steer({ perSecond: 10, provider: "sms.main", actor: "eve", reason: "slower" });
    expect((await main())[0]?.ratedBy.operator).toMatchObject({ actor: "eve", reason: "slower" });
    await here.steer({ gate: "open", perSecond: null, actor: "bob", reason: "over" });
    expect((await main())[0]?.ratedBy).toEqual({ watch: expect.objectContaining({ actor: "watch" }) });
  });

  test("names who led a lane elsewhere with a rate: whoever set the one that counts", async (here) => {
    await here.steer({ provider: "sms.main", perSecond: 20, actor: "ada", reason: "slow" });
    await here.steer({ provider: "sms.second", perSecond: 5, actor: "bob", reason: "slower" });
    const since = new Date(here.now);
    await here.steer({
      provider: "sms.main",
      gate: "held",
      via: "sms.second",
      actor: "eve",
      reason: "away",
    });
    here.clock.advance(SECOND);
    await here.steer({
      provider: "sms.main",
      gate: "held",
      via: "sms.second",
      actor: "eve",
      reason: "still",
    });
    const { lanes } = await here.store.lanes(here.campaign.campaign);
    expect(lanes.find(({ planned, step }) => planned === "sms.main" && step === 1)).toMatchObject({
      led: { actor: "eve", reason: "still", since },
      rates: { operator: 5 },
      ratedBy: { operator: { actor: "bob", reason: "slower" } },
    });
  });
});
