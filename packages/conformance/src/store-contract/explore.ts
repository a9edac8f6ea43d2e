import { expect } from "vitest";
import { MINUTE } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Of 10,000 places in the order of sending, those below 5,000 begin at the next vendor. */
const EXPLORER = { sendOrder: 12_000 };
const OTHER = { sendOrder: 18_000 };
const HALF = { people: [EXPLORER, OTHER, EXPLORER], plan: { explore: 5_000 } };
const AWAY = { provider: "sms.second", source: "watch", gate: "held", via: "sms.main" } as const;

/** A share of the recipients begins at the next vendor of the route, so that it is known before it is needed. */
export const exploreContract: Area = area("recipients who begin at another vendor", ({ test }) => {
  const keys = async (here: Scene, provider: string) => (await here.claim(provider)).map(({ key }) => key);

  test("leave over it at once, and all others over the first", HALF, async (here) => {
    expect(await keys(here, "sms.second")).toEqual(["p1", "p3"]);
    expect(await keys(here, "sms.main")).toEqual(["p2"]);
  });

  test("leave over the first where theirs is left, and come back to no vendor that was tried", HALF, async (here) => {
    await here.settle(await here.claimOne("sms.main"), "rejected", { disposition: "reroute" });
    await here.steer(AWAY);
    expect(await keys(here, "sms.main")).toEqual(["p1", "p3"]);
    await here.listen(2 * MINUTE);
    expect(await keys(here, "sms.main")).toEqual([]);
    expect(await keys(here, "sms.second")).toEqual([]);
    await here.steer({ provider: "sms.second", source: "watch", gate: "open", via: null });
    await here.listen(2 * MINUTE);
    expect(await keys(here, "sms.second")).toEqual(["p2"]);
  });

  test("are held where two vendors are left for each other", HALF, async (here) => {
    await here.steer(AWAY);
    await here.steer({ provider: "sms.main", gate: "held", via: "sms.second" });
    expect(await keys(here, "sms.main")).toEqual([]);
    expect(await keys(here, "sms.second")).toEqual([]);
    await here.steer({ provider: "sms.main", gate: "open", via: null });
    expect(await keys(here, "sms.main")).toEqual(["p2", "p1", "p3"]);
  });
});
