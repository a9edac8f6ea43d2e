import { describe, expect, it } from "vitest";
import { moveBy, NOTHING } from "./scene/move-by.ts";
import { HOUR, ONE_CARRIER, route, step } from "./scene/plan.ts";
import { rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import { definitionOf } from "./scene/seeded-campaign.ts";
import type { OpenStore } from "./store-under-test.ts";

/** A running campaign takes another version: whoever has begun a step keeps the one they began it with. */
export function amendContract(open: OpenStore): void {
  describe("amend", () => {
    const scene = scenes(open);

    async function newVersion(here: Scene, plan = here.campaign.plan): Promise<number> {
      const input = { ...definitionOf({ plan }), audience: "closed", manyVersions: true } as const;
      const { campaign, version } = await here.store.define({ ...input, hash: here.unique("hash") });
      expect(campaign).toBe(here.campaign.campaign);
      return version;
    }

    async function amend(here: Scene, version: number) {
      return moveBy(here, { move: "amend", version });
    }

    it("46: gives the new version to everybody of whose step nothing has left, and nobody a step twice", async () => {
      const here = await scene({ people: 4, plan: ONE_CARRIER });
      const sent = await here.send("sms.main", 2);
      const version = await newVersion(here);
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

    it("is an order from the moment that its version is there: others go on with it", async () => {
      const here = await scene({ people: 3 });
      const input = { ...definitionOf({ plan: here.campaign.plan }), manyVersions: true } as const;
      const amendedBy = { actor: "ada", reason: "a wrong link" };
      const hash = here.unique("hash");
      const { version } = await here.store.define({ ...input, hash, amendedBy }); // and here its process dies
      const { campaign } = here.campaign;
      const begun = { campaign, move: "amend", version, through: 0, ...amendedBy };
      expect(await here.store.unfinished()).toEqual([begun]);
      await here.store.define({ ...input, hash, amendedBy: { actor: "bob", reason: "again" } });
      for (const { through: _, ...order } of await here.store.unfinished()) await moveBy(here, order);
      expect(await here.store.unfinished()).toEqual([]);
      expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
      const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
      expect(told).toMatchObject([{ by: "ada: a wrong link" }]);
    });

    it("given twice moves nobody twice", async () => {
      const here = await scene({ people: 2 });
      const version = await newVersion(here);
      await amend(here, version);
      expect(await amend(here, version)).toEqual(NOTHING);
      expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 2]);
    });

    it("leads over a provider that the first version did not have, held as its step is", async () => {
      const here = await scene({ people: Array.from({ length: 8 }, (_, k) => ({ ord: k * 2 ** 28 })) });
      const pilot = { releasedThrough: 2 ** 29, source: "pace", actor: "pace", reason: "pilot" } as const;
      const reviewAt = here.now + 99 * HOUR;
      await here.store.control([{ campaign: here.campaign.campaign, step: 0, reviewAt, ...pilot }]);
      const steps = [step("sms", { route: [route({ provider: "sms.second", vendor: "telco-b" })] }), step("email")];
      await amend(here, await newVersion(here, { ...here.campaign.plan, steps }));
      expect(await here.claim("sms.main")).toEqual([]);
      expect(await here.claim("sms.second")).toHaveLength(2);
      await here.store.control([{ campaign: here.campaign.campaign, ...pilot, releasedThrough: 2 ** 31 }]);
      expect(await here.claim("sms.second")).toHaveLength(6);
    });

    it("counts whoever is enrolled afterwards in the version that they have", async () => {
      const here = await scene({ people: 2, audience: "open" });
      const version = await newVersion(here);
      await amend(here, version);
      const more = rows([{ key: "p3", sms: ["+33600009999"], email: [] }]);
      const { campaign } = here.campaign;
      await here.store.enroll({ campaign, version, importId: "more", seq: 0, rows: more, refused: [] });
      expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
    });

    it("takes back nothing of a newer version, however late an older order goes on", async () => {
      const here = await scene({ people: 3 });
      const older = await newVersion(here);
      const newer = await newVersion(here);
      expect((await amend(here, newer)).moved).toBe(3);
      expect(await amend(here, older)).toEqual(NOTHING);
      expect((await here.claim()).map(({ version }) => version)).toEqual([newer, newer, newer]);
      expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 3]);
    });

    it("is for whoever an import brings that had begun under the version before", async () => {
      const here = await scene({ people: 1, audience: "open" });
      const { campaign, version: before } = here.campaign;
      const version = await newVersion(here);
      await amend(here, version);
      const more = rows([{ key: "p2", sms: ["+33600009999"], email: [] }]);
      await here.store.enroll({
        campaign,
        version: before,
        importId: "import-2",
        seq: 0,
        rows: more,
        refused: [],
      });
      expect((await here.claim()).map((one) => one.version)).toEqual([version, version]);
      expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([0, 2]);
    });

    it("goes on where it stopped until everybody has been looked at", async () => {
      const here = await scene({ people: 1_000 });
      await here.send("sms.main", 300);
      const version = await newVersion(here);
      expect((await amend(here, version)).moved).toBe(700);
      expect((await here.ledger()).versions.map(({ people }) => people)).toEqual([300, 700]);
    });
  });
}
