import { describe, expect, it } from "vitest";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

/** Every change has its event, and a cursor never skips one (R13). */
export function eventsContract(open: OpenStore): void {
  describe("events", () => {
    const scene = scenes(open);

    async function typesOf(here: Scene, key: string): Promise<string[]> {
      return (await here.events()).filter((event) => event.key === key).map(({ type }) => type);
    }

    it("tell a person's whole way", async () => {
      const here = await scene({ plan: ONE_CARRIER });
      await here.receipt(await here.sendOne(), "delivered");
      await here.skip(HOUR);
      await here.decide();
      await here.sendOne("email.smtp");
      await here.press("p1", "promise");
      await here.acknowledge("p1");
      expect(await typesOf(here, "p1")).toEqual([
        "enrollment.enrolled",
        "attempt.submitted",
        "attempt.accepted",
        "attempt.delivered",
        "enrollment.escalated",
        "attempt.submitted",
        "attempt.accepted",
        "enrollment.answered",
        "enrollment.acknowledged",
      ]);
    });

    it("name what they are about", async () => {
      const here = await scene();
      const { attemptId } = await here.sendOne();
      const [event] = (await here.events()).filter(({ type }) => type === "attempt.accepted");
      expect(event).toMatchObject({
        campaign: { name: "re-registration", occurrence: "2013-08" },
        key: "p1",
        version: 3,
        attemptId,
        provider: "sms.main",
        step: 0,
      });
      expect(event?.at.getTime()).toBe(here.now);
    });

    it("carry the answer, and whether it was late", async () => {
      const here = await scene();
      await here.press("p1", "promise");
      await here.acknowledge("p1");
      const [answered, acknowledged] = (await here.events()).filter(({ answer }) => answer !== undefined);
      expect(answered).toMatchObject({ type: "enrollment.answered", answer: "promise" });
      expect(acknowledged).toMatchObject({ type: "enrollment.acknowledged", answer: "done", late: false });
    });

    it("tell the life of the campaign, without a person", async () => {
      const here = await scene();
      await here.acknowledge("p1");
      await here.decide();
      const own = (await here.events()).filter(({ key }) => key === undefined);
      expect(own.map(({ type }) => type)).toEqual(["campaign.sealed", "campaign.started", "campaign.closed"]);
      expect(own.every(({ version }) => version === undefined)).toBe(true);
    });

    it("come in pages of any size, none skipped and none twice, while others are written", async () => {
      const here = await scene({ people: 10 });
      const ids: string[] = [];
      let cursor: string | undefined;
      for (let round = 0; round < 40; round++) {
        const page = await here.store.events({ cursor, limit: 3 });
        ids.push(...page.events.map(({ id }) => id));
        cursor = page.cursor;
        if (round % 4 === 0) await here.send("sms.main", 1);
      }
      expect(ids).toEqual((await here.events()).map(({ id }) => id));
    });

    it("have stable ids: the same cursor gives the same page", async () => {
      const here = await scene({ people: 3 });
      const first = await here.store.events({ limit: 2 });
      const second = await here.store.events({ cursor: first.cursor, limit: 2 });
      await here.send();
      expect((await here.store.events({ limit: 2 })).events).toEqual(first.events);
      expect(await here.store.events({ cursor: first.cursor, limit: 2 })).toEqual(second);
    });

    it("wait at the end: an empty page keeps the place", async () => {
      const here = await scene();
      const all = await here.store.events({ limit: 100 });
      const empty = await here.store.events({ cursor: all.cursor, limit: 100 });
      expect(empty.events).toEqual([]);
      await here.sendOne();
      const next = await here.store.events({ cursor: empty.cursor, limit: 100 });
      expect(next.events.map(({ type }) => type)).toEqual(["attempt.submitted", "attempt.accepted"]);
    });

    it("of another store are an error, never silence", async () => {
      const here = await scene();
      const other = await scene();
      const { cursor } = await other.store.events({ limit: 100 });
      for (const strange of [cursor, "never a cursor"]) {
        await expect(here.store.events({ cursor: strange, limit: 10 })).rejects.toMatchObject({
          code: "events/cursor-expired",
        });
      }
    });
  });
}
