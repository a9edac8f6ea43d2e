import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const eventsContract: Area = area("events", ({ test, scene }) => {
  async function readTypes(here: Scene, key: string): Promise<string[]> {
    return (await here.events()).filter((event) => event.key === key).map(({ type }) => type);
  }

  test("cover a recipient's whole history", { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    await here.decide();
    await here.sendOne("email.smtp");
    await here.press("p1", "promise");
    await here.acknowledge("p1");
    expect(await readTypes(here, "p1")).toEqual([
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

  test("name their subject", async (here) => {
    const { attemptId } = await here.sendOne();
    const [event] = (await here.events()).filter(({ type }) => type === "attempt.accepted");
    expect(event).toMatchObject({
      campaign: { name: "re-registration", occurrence: "2013-08" },
      key: "p1",
      version: 3,
      attemptId,
      provider: "sms.main",
      step: 1,
    });
    expect(event?.at.getTime()).toBe(here.now);
  });

  test("contain the answer, and whether the answer was late", async (here) => {
    await here.press("p1", "promise");
    await here.acknowledge("p1");
    const [answered, acknowledged] = (await here.events()).filter(({ answer }) => answer !== undefined);
    expect(answered).toMatchObject({ type: "enrollment.answered", answer: "promise" });
    expect(acknowledged).toMatchObject({ type: "enrollment.acknowledged", answer: "done", late: false });
  });

  test("that record a delivery contain the receipt's source, but no answer", async (here) => {
    const one = await here.sendOne();
    await here.receipt(one, "in-transit");
    await here.receipt(one, "delivered", { quality: "handset" });
    await here.receipt(one, "engaged", { quality: "human" });
    const heard = (await here.events()).filter(({ quality }) => quality !== undefined);
    expect(heard.map(({ type, quality }) => [type, quality])).toEqual([
      ["attempt.in-transit", "carrier"],
      ["attempt.delivered", "handset"],
      ["attempt.engaged", "human"],
    ]);
    expect(heard.every(({ answer }) => answer === undefined)).toBe(true);
    const { timeline } = await here.person("p1");
    expect(timeline.filter(({ detail }) => detail === "handset")).toHaveLength(1);
  });

  test("contain a receipt's source even if the receipt arrives before the provider's answer to the send", async (here) => {
    const one = await here.claimOne();
    const item = { type: "receipt", kind: "delivered", quality: "handset", ref: "r1" } as const;
    await here.store.record([{ provider: "sms.main", item }]);
    await here.settle(one, "accepted", { ref: "r1" });
    const delivered = (await here.events()).find(({ type }) => type === "attempt.delivered");
    expect(delivered).toMatchObject({ quality: "handset" });
  });

  test("can be read page by page for one campaign", { people: 3 }, async (here) => {
    const { campaign } = here.campaign;
    await here.seed({ occurrence: "2014-08", people: 2 });
    const all = await here.events();
    const own = all.filter((event) => event.campaign.occurrence === "2013-08").map(({ id }) => id);
    const ids: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await here.store.events({ campaign, cursor, limit: 2 });
      ids.push(...page.events.map(({ id }) => id));
      if (page.events.length === 0) break;
      cursor = page.cursor;
    }
    expect(ids).toEqual(own);
    expect(ids.length).toBeLessThan(all.length);
  });

  test("cover the campaign's own history in events without a recipient", async (here) => {
    await here.acknowledge("p1");
    await here.decide();
    const own = (await here.events()).filter(({ key }) => key === undefined);
    expect(own.map(({ type }) => type)).toEqual(["campaign.sealed", "campaign.started", "campaign.closed"]);
    expect(own.every(({ version }) => version === undefined)).toBe(true);
  });

  it("are neither skipped nor repeated if a reader uses pages of any size while other processes write", async () => {
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

  test("have stable ids, so that the same cursor returns the same page", { people: 3 }, async (here) => {
    const first = await here.store.events({ limit: 2 });
    const second = await here.store.events({ cursor: first.cursor, limit: 2 });
    await here.send();
    expect((await here.store.events({ limit: 2 })).events).toEqual(first.events);
    expect(await here.store.events({ cursor: first.cursor, limit: 2 })).toEqual(second);
  });

  test("are followed by an empty page with the same cursor", async (here) => {
    const all = await here.store.events({ limit: 100 });
    const empty = await here.store.events({ cursor: all.cursor, limit: 100 });
    expect(empty.events).toEqual([]);
    await here.sendOne();
    const next = await here.store.events({ cursor: empty.cursor, limit: 100 });
    expect(next.events.map(({ type }) => type)).toEqual(["attempt.submitted", "attempt.accepted"]);
  });

  test("cannot be read with a cursor of another store", async (here) => {
    const other = await scene();
    const { cursor } = await other.store.events({ limit: 100 });
    for (const strange of [cursor, "never a cursor"]) {
      await expect(here.store.events({ cursor: strange, limit: 10 })).rejects.toMatchObject({
        code: "events/cursor-expired",
      });
    }
  });
});
