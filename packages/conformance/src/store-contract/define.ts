import { expect, it } from "vitest";
import { MINUTE } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";
import { definitionOf } from "./scene/seeded-campaign.ts";

/** Campaigns have an identity, and versions never change. */
export const defineContract: Area = area("define", ({ test, scene }) => {
  test("writes a new campaign as a draft", { until: "defined" }, async ({ campaign }) => {
    expect(campaign).toMatchObject({ status: "new", state: "draft" });
  });

  test("finds the same definition again, and writes nothing", { until: "defined" }, async ({ store, campaign }) => {
    const again = await store.define(definitionOf());
    expect(again).toMatchObject({ campaign: campaign.campaign, version: campaign.version, status: "same" });
    expect(await store.versions()).toHaveLength(1);
  });

  it("refuses another definition under a living identity, and shows the one in force", async () => {
    const { store, campaign } = await scene({ until: "defined" });
    const changed = await store.define(definitionOf({ plan: { retryMs: 2 * MINUTE } }));
    expect(changed).toMatchObject({
      status: "changed",
      body: definitionOf().body,
      version: campaign.version,
    });
    expect(await store.versions()).toHaveLength(1);
  });

  test("says so as well when the campaign is over: never a second start that sends nothing", async ({
    store,
    campaign,
  }) => {
    const { campaign: number } = campaign;
    await store.move({ campaign: number, move: "cancel", actor: "ops", reason: "test" });
    expect(await store.define(definitionOf())).toMatchObject({ status: "same", state: "cancelled" });
  });

  it("keeps several versions side by side where the caller asks for it", async () => {
    const { store, campaign } = await scene({ until: "defined" });
    const other = await store.define({ ...definitionOf({ plan: { retryMs: 1 } }), manyVersions: true });
    expect(other).toMatchObject({ status: "new", campaign: campaign.campaign });
    expect(other.version).not.toBe(campaign.version);
    expect(await store.versions()).toHaveLength(2);
  });

  it.each([
    { what: "another occurrence", facts: { occurrence: "2014-08" } },
    { what: "another name", facts: { name: "other" } },
    { what: "another tenant", facts: { tenant: "acme" } },
  ])("takes $what for another campaign", async ({ facts }) => {
    const { store, campaign } = await scene({ until: "defined" });
    const other = await store.define(definitionOf(facts));
    expect(other.status).toBe("new");
    expect(other.campaign).not.toBe(campaign.campaign);
  });

  test("gives versions back as they were written", { until: "defined" }, async ({ store, campaign }) => {
    const { body, plan, name, occurrence } = definitionOf();
    const expected = {
      version: campaign.version,
      campaign: campaign.campaign,
      tenant: "",
      name,
      occurrence,
      body,
    };
    expect(await store.versions([campaign.version])).toEqual([{ ...expected, plan }]);
    expect(await store.versions([campaign.version + 1_000])).toEqual([]);
  });

  it("lets an open audience run from the start, since it never seals", async () => {
    const opened = await scene({ audience: "open", people: 1 });
    expect((await opened.ledger()).state).toBe("running");
    expect(await opened.claim()).toHaveLength(1);
  });
});
