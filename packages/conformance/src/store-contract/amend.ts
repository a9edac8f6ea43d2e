import { expect, it } from "vitest";
import { ONE_CARRIER, route, step } from "./scene/plan.ts";
import { rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { definitionOf } from "./scene/seeded-campaign.ts";
import { NOTHING } from "./scene/seeded-store.ts";

/** A running campaign takes another version: whoever has begun a step keeps the one they began it with. */
export const amendContract: Area = area("amend", ({ test, scene }) => {
  async function amend(here: Scene, version: number) {
    return here.move({ move: "amend", version });
  }

  it("46: gives the new version to everybody of whose step nothing has left, and nobody a step twice", async () => {
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

  test("is an order from the moment that its version is there: others go on with it", { people: 3 }, async (here) => {
    const input = { ...definitionOf({ plan: here.campaign.plan }), manyVersions: true } as const;
    const amendedBy = { actor: "ada", reason: "a wrong link" };
    const hash = here.unique("hash");
    const { version } = await here.store.define({ ...input, hash, amendedBy }); // and here its process dies
    const { campaign } = here.campaign;
    const begun = { campaign, move: "amend", version, through: 0, ...amendedBy };
    expect(await here.store.unfinished()).toEqual([begun]);
    await here.store.define({ ...input, hash, amendedBy: { actor: "bob", reason: "again" } });
    for (const { through: _, ...order } of await here.store.unfinished()) await here.move(order);
    expect(await here.store.unfinished()).toEqual([]);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
    const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
    expect(told).toMatchObject([{ by: "ada: a wrong link" }]);
  });

  test("given twice moves nobody twice", { people: 2 }, async (here) => {
    const version = await here.newVersion();
    await amend(here, version);
    expect(await amend(here, version)).toEqual(NOTHING);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 2]);
  });

  it("leads over a provider that the first version did not have, held as its step is", async () => {
    const here = await scene({ people: Array.from({ length: 8 }, (_, k) => ({ ord: k * 2 ** 28 })) });
    const pilot = { releasedThrough: 2 ** 29, source: "pace", actor: "pace", reason: "pilot" } as const;
    await here.steer({ step: 1, ...pilot });
    const steps = [step("sms", { route: [route({ provider: "sms.second", vendor: "telco-b" })] }), step("email")];
    await amend(here, await here.newVersion({ ...here.campaign.plan, steps }));
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("sms.second")).toHaveLength(2);
    await here.steer({ ...pilot, releasedThrough: 2 ** 31 });
    expect(await here.claim("sms.second")).toHaveLength(6);
  });

  it("counts whoever is enrolled afterwards in the version that they have", async () => {
    const here = await scene({ people: 2, audience: "open" });
    const version = await here.newVersion();
    await amend(here, version);
    const more = rows([{ key: "p3", sms: ["+33600009999"], email: [] }]);
    await here.enroll(more, { version });
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
  });

  test("takes back nothing of a newer version, however late an older order goes on", { people: 3 }, async (here) => {
    const older = await here.newVersion();
    const newer = await here.newVersion();
    expect((await amend(here, newer)).moved).toBe(3);
    expect(await amend(here, older)).toEqual(NOTHING);
    expect((await here.claim()).map(({ version }) => version)).toEqual([newer, newer, newer]);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
  });

  it("is for whoever an import brings that had begun under the version before", async () => {
    const here = await scene({ people: 1, audience: "open" });
    const version = await here.newVersion();
    await amend(here, version);
    const more = rows([{ key: "p2", sms: ["+33600009999"], email: [] }]);
    await here.enroll(more);
    expect((await here.claim()).map((one) => one.version)).toEqual([version, version]);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 2]);
  });

  test("goes on where it stopped until everybody has been looked at", { people: 1_000 }, async (here) => {
    await here.send("sms.main", 300);
    const version = await here.newVersion();
    expect((await amend(here, version)).moved).toBe(700);
    expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([300, 700]);
  });
});
