import { expect, it } from "vitest";
import { MINUTE, ONE_CARRIER, route, step } from "./scene/plan.ts";
import { rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { buildDefinition } from "./scene/seeded-campaign.ts";
import { NOTHING } from "./scene/seeded-store.ts";

export const defineContract: Area = area("the definition of a campaign", ({ test, scene }) => {
  test("is stored as a draft if the campaign is new", { until: "defined" }, async ({ campaign }) => {
    expect(campaign).toMatchObject({ status: "new", state: "draft" });
  });

  test("is returned unchanged by a second call, which writes nothing", { until: "defined" }, async ({
    store,
    campaign,
  }) => {
    const again = await store.define(buildDefinition());
    expect(again).toMatchObject({ campaign: campaign.campaign, version: campaign.version, status: "same" });
    expect(await store.versions()).toHaveLength(1);
  });

  it("is refused if the campaign has another definition, and the call returns the definition in force", async () => {
    const { store, campaign } = await scene({ until: "defined" });
    const changed = await store.define(buildDefinition({ plan: { retryMs: 2 * MINUTE } }));
    expect(changed).toMatchObject({ status: "changed", body: buildDefinition().body, version: campaign.version });
    expect(await store.versions()).toHaveLength(1);
  });

  test("is also refused if the campaign has ended, because a second start would send nothing", async ({
    store,
    campaign,
  }) => {
    const { campaign: number } = campaign;
    await store.transition({ campaign: number, transition: "cancel", actor: "ops", reason: "test" });
    expect(await store.define(buildDefinition())).toMatchObject({ status: "same", state: "cancelled" });
  });

  it("is not stored if the deadline has passed on the store's clock", async () => {
    const here = await scene({ until: "defined" });
    const deadlineAt = here.clock.now() + MINUTE;
    const until = (occurrence: string) => here.store.define(buildDefinition({ occurrence, plan: { deadlineAt } }));
    const { campaign } = await until("in time");
    here.clock.advance(MINUTE);
    expect(await until("late")).toMatchObject({ status: "over", campaign: 0, version: 0 });
    expect(await until("in time")).toMatchObject({ status: "same", campaign });
    expect(await here.store.versions()).toHaveLength(2);
  });

  it("is stored as another version if the caller permits several versions", async () => {
    const { store, campaign } = await scene({ until: "defined" });
    const other = await store.define({ ...buildDefinition({ plan: { retryMs: 1 } }), manyVersions: true });
    expect(other).toMatchObject({ status: "new", campaign: campaign.campaign });
    expect(other.version).not.toBe(campaign.version);
    expect(await store.versions()).toHaveLength(2);
    const newest = await store.versions({ campaign: campaign.campaign, latest: true });
    expect(newest.map(({ version }) => version)).toEqual([other.version]);
  });

  it("can be read by campaign names, in all versions or only in the newest", async () => {
    const { store } = await scene({ until: "defined" });
    const named = { tenant: "acme", name: "other", occurrence: "2014-08" };
    const first = await store.define(buildDefinition(named));
    const second = await store.define({ ...buildDefinition({ ...named, plan: { retryMs: 1 } }), manyVersions: true });
    const found = async (input: Parameters<typeof store.versions>[0]) =>
      (await store.versions(input)).map(({ version }) => version);
    expect(await found(named)).toEqual([first.version, second.version]);
    expect(await found({ ...named, occurrence: "" })).toEqual([]);
    expect(await found({ tenant: "acme", latest: true })).toEqual([second.version]);
    expect(await found({ latest: true })).toHaveLength(2);
    expect(await found({ ids: [first.version], latest: true })).toEqual([]);
  });

  it.each([
    { what: "another occurrence", facts: { occurrence: "2014-08" } },
    { what: "another name", facts: { name: "other" } },
    { what: "another tenant", facts: { tenant: "acme" } },
  ])("with $what belongs to another campaign", async ({ facts }) => {
    const { store, campaign } = await scene({ until: "defined" });
    const other = await store.define(buildDefinition(facts));
    expect(other.status).toBe("new");
    expect(other.campaign).not.toBe(campaign.campaign);
  });

  test("is returned unchanged in every version", { until: "defined" }, async ({ store, campaign }) => {
    const { body, plan, name, occurrence } = buildDefinition();
    const expected = { version: campaign.version, campaign: campaign.campaign, tenant: "", name, occurrence, body };
    expect(await store.versions({ ids: [campaign.version] })).toEqual([{ ...expected, plan }]);
    expect(await store.versions({ ids: [campaign.version + 1_000] })).toEqual([]);
  });

  it("lets a campaign with an open audience start immediately, because this audience is never sealed", async () => {
    const opened = await scene({ audience: "open", people: 1 });
    expect((await opened.ledger()).state).toBe("running");
    expect(await opened.claim()).toHaveLength(1);
  });
});

export const amendContract: Area = area("an amendment", ({ test, scene }) => {
  async function amend(here: Scene, version: number) {
    return here.move({ transition: "amend", version });
  }

  it("gives the new version to every recipient whose step was not sent yet, and sends no step twice", async () => {
    const here = await scene({ people: 4, plan: ONE_CARRIER });
    const sent = await here.send("sms.main", 2);
    const version = await here.newVersion();
    expect(await amend(here, version)).toEqual({ ...NOTHING, moved: 2 });
    const { campaign } = here;
    expect((await here.ledger()).versions).toEqual([
      { version: campaign.version, people: 2 },
      { version, people: 2 },
    ]);
    for (const { key } of sent) expect((await here.person(key)).version).toBe(campaign.version);
    const rest = await here.claim();
    expect(rest.map((one) => one.version)).toEqual([version, version]);
    expect(rest.some(({ key }) => sent.some((one) => one.key === key))).toBe(false);
    const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
    expect(told).toMatchObject([{ by: "ops: test" }]);
  });

  test("is recorded as a command together with its version, so that other processes can continue it", {
    people: 3,
  }, async (here) => {
    const input = { ...buildDefinition({ plan: here.campaign.plan }), manyVersions: true } as const;
    const amendedBy = { actor: "ada", reason: "a wrong link" };
    const hash = here.unique("hash");
    const { version } = await here.store.define({ ...input, hash, amendedBy });
    const { campaign } = here.campaign;
    const begun = { campaign, transition: "amend", version, through: 0, ...amendedBy };
    expect((await here.store.workers()).unfinishedTransitions).toEqual([begun]);
    await here.store.define({ ...input, hash, amendedBy: { actor: "bob", reason: "again" } });
    for (const { through: _, ...order } of (await here.store.workers()).unfinishedTransitions) await here.move(order);
    expect((await here.store.workers()).unfinishedTransitions).toEqual([]);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
    const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
    expect(told).toMatchObject([{ by: "ada: a wrong link" }]);
  });

  test("is recorded once, even if another process continues the completed command", { people: 3 }, async (here) => {
    const version = await here.newVersion();
    const begun = (await here.store.workers()).unfinishedTransitions;
    await amend(here, version);
    for (const { through: _, ...order } of begun) expect(await here.move(order)).toEqual(NOTHING);
    expect(begun).toHaveLength(1);
    const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
    expect(told).toMatchObject([{ by: "ops: test" }]);
  });

  test("moves no recipient twice when the command is repeated", { people: 2 }, async (here) => {
    const version = await here.newVersion();
    await amend(here, version);
    expect(await amend(here, version)).toEqual(NOTHING);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 2]);
  });

  it("adds a queue for a new provider, and the queue gets the holds of the step's other queues", async () => {
    const here = await scene({ people: Array.from({ length: 8 }, (_, k) => ({ sendOrder: k * 2 ** 28 })) });
    const pilot = { releasedThrough: 2 ** 29, source: "pace", actor: "pace", reason: "pilot" } as const;
    await here.steer({ step: 1, ...pilot });
    const steps = [step("sms", { route: [route({ provider: "sms.second", vendor: "telco-b" })] }), step("email")];
    await amend(here, await here.newVersion({ ...here.campaign.plan, steps }));
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("sms.second")).toHaveLength(2);
    await here.steer({ ...pilot, releasedThrough: 2 ** 31 });
    expect(await here.claim("sms.second")).toHaveLength(6);
  });

  it("counts later enrollments under their own version", async () => {
    const here = await scene({ people: 2, audience: "open" });
    const version = await here.newVersion();
    await amend(here, version);
    const more = rows([{ key: "p3", sms: ["+33600009999"], email: [] }]);
    await here.enroll(more, { version });
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
  });

  test("does not affect a newer version, even if the older command resumes afterwards", { people: 3 }, async (here) => {
    const older = await here.newVersion();
    const newer = await here.newVersion();
    expect((await amend(here, newer)).moved).toBe(3);
    expect(await amend(here, older)).toEqual(NOTHING);
    expect((await here.claim()).map(({ version }) => version)).toEqual([newer, newer, newer]);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
  });

  it("applies to recipients of an import that started under the previous version", async () => {
    const here = await scene({ people: 1, audience: "open" });
    const version = await here.newVersion();
    await amend(here, version);
    const more = rows([{ key: "p2", sms: ["+33600009999"], email: [] }]);
    await here.enroll(more);
    expect((await here.claim()).map((one) => one.version)).toEqual([version, version]);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 2]);
  });

  test("continues from its last batch until every recipient was checked", { people: 1_000 }, async (here) => {
    await here.send("sms.main", 300);
    const version = await here.newVersion();
    expect((await amend(here, version)).moved).toBe(700);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([300, 700]);
  });
});
