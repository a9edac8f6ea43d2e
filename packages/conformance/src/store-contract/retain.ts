import type { RecordItem, RetainInput } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { phoneOf, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

const DAY = 24 * HOUR;

/** Walks everywhere. Answers how many rows were emptied. */
async function retainAll({ store }: Scene, keptMs: RetainInput["keptMs"]): Promise<number> {
  let sum = 0;
  for (let cursor: string | undefined; ; ) {
    const slice = await store.retain({ keptMs, cursor });
    sum += slice.erased;
    cursor = slice.cursor;
    if (cursor === undefined) return sum;
  }
}

/** What was kept for long enough goes, class by class; nobody moves, and every count stays. */
export function retainContract(open: OpenStore): void {
  describe("retain", () => {
    const scene = scenes(open);

    /** Two people of whom everything is stored; p1's matter ends a day from now, p2's in thirty. */
    async function known(): Promise<Scene> {
      const people = [{ deadline: { afterMs: DAY } }, { deadline: { afterMs: 30 * DAY } }];
      const contacts = [{ channel: "sms", address: phoneOf(8) }] as const;
      const refused = [{ line: 8, key: "p8", reason: "message/bad-deadline", advice: "…", contacts }];
      const here = await scene({ people, plan: SMS_ONLY, refused });
      for (const one of await here.claim()) {
        const captured = {
          channel: "sms",
          to: one.address,
          content: { text: `Bonjour ${one.key}` },
        } as const;
        await here.settle(one, "accepted", { ref: one.attemptId, captured });
        const { attemptId } = one;
        const item = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
        const record: RecordItem = { provider: "sms.main", item, raw: Buffer.from(`to ${one.address}`) };
        await here.store.record([record]);
        await here.reply(one.address, `I am ${one.key}`);
      }
      return here;
    }

    it("takes nothing of a matter whose time has not come", async () => {
      const here = await known();
      expect(await retainAll(here, { contacts: 0, bodies: 0, raw: 0 })).toBe(0);
      expect((await here.person("p1")).contacts).toHaveLength(2);
    });

    it("takes each class of whom it is time for, once, and changes no count", async () => {
      const here = await known();
      await here.skip(3 * DAY);
      await here.climb();
      const before = await here.ledger();
      expect(await retainAll(here, { contacts: 5 * DAY, bodies: DAY })).toBeGreaterThan(0);
      expect((await here.store.outbox({ limit: 10 })).rows.map(({ to }) => to)).toEqual([phoneOf(2)]);
      const { rows } = await here.store.replies({ limit: 10 });
      expect(rows.map(({ text }) => text).sort()).toEqual(["", "I am p2"]);
      expect((await here.person("p1")).contacts).toHaveLength(2);
      expect(await retainAll(here, { contacts: DAY, raw: DAY })).toBeGreaterThan(0);
      expect(await here.person("p1")).toMatchObject({ contacts: [], variables: {}, key: "p1" });
      expect(await here.person("p2")).toMatchObject({ variables: { name: "Person 2" } });
      expect(await retainAll(here, { contacts: DAY, bodies: DAY, raw: DAY })).toBe(0);
      expect(await here.ledger()).toEqual(before);
      expect((await here.store.search?.([phoneOf(1), "I am p1", "Person 1"])) ?? []).toEqual([]);
      expect(await here.reply(phoneOf(1), "done")).toMatchObject({ reply: "unknown" });
    });

    it("leaves what opens the evidence of somebody who is known by key still", async () => {
      const here = await known();
      await here.skip(3 * DAY);
      await here.climb();
      const { enrollment } = await here.person("p1");
      const leaves = () => here.store.leaves({ enrollment });
      const before = await leaves();
      expect(before.rows[0]?.details).toBe(JSON.stringify({ key: "p1" }));
      expect(await retainAll(here, { contacts: DAY })).toBeGreaterThan(0);
      expect(await leaves()).toEqual(before);
    });

    it("takes addresses of refused rows with the last person of their campaign", async () => {
      const here = await known();
      const refused = async () => {
        const { campaign } = here.campaign;
        const { rows } = await here.store.list({ campaign, unreached: true, limit: 10 });
        return rows.find(({ state }) => state === "refused")?.contacts.length;
      };
      await here.skip(3 * DAY);
      await here.climb();
      await retainAll(here, { contacts: DAY });
      expect(await refused()).toBe(1);
      await here.skip(30 * DAY);
      await here.climb();
      await retainAll(here, { contacts: DAY });
      expect(await refused()).toBe(0);
    });

    it("takes the texts that travel with a transactional message", async () => {
      const here = await scene({ people: 0 });
      const { campaign, version } = await here.seed({ name: "send", audience: "open", until: "defined" });
      const rows = [{ ...row(1, { key: "order-17", deadline: { afterMs: HOUR } }), person: "p1" }];
      await here.store.enroll({ campaign, version, importId: "send:order-17", seq: 0, rows, refused: [] });
      await here.skip(2 * DAY);
      await here.climb();
      expect(await retainAll(here, { bodies: DAY })).toBe(1);
      expect(await here.person("order-17")).toMatchObject({ variables: {} });
      expect((await here.person("order-17")).contacts).toHaveLength(2);
    });
  });
}
