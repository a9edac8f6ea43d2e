import type { AcknowledgeItem, Plan } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

const DAY = 24 * HOUR;

export const earlyEventsContract: Area = area("an application's events by key", ({ test, scene }) => {
  it("count when the recipient is enrolled, if they happened in the 24 hours before the campaign was defined", async () => {
    const here = await scene({ people: 0 });
    await here.acknowledge("p1", { occurredAt: here.now });
    await here.skip(DAY - HOUR);
    await here.seed({ name: "next" });
    expect((await here.person("p1")).state).toBe("acknowledged");
    expect(await here.claim()).toEqual([]);
  });

  test("do not count at enrollment if they happened more than a day before the campaign was defined", {
    people: 0,
  }, async (here) => {
    await here.acknowledge("p1", { occurredAt: here.now });
    await here.skip(DAY + HOUR);
    await here.seed({ name: "next" });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  it.each<{ readonly words: string; readonly since: (now: number) => Plan["since"]; readonly state: string }>([
    { words: "a longer time before the definition", since: () => ({ beforeMs: 40 * DAY }), state: "acknowledged" },
    { words: "an instant before the event", since: (now) => ({ at: now - 31 * DAY }), state: "acknowledged" },
    { words: "an instant after the event", since: (now) => ({ at: now - 29 * DAY }), state: "pending" },
  ])("count if they happened after `since` ($words)", async ({ since, state }) => {
    const here = await scene({ people: 0 });
    await here.acknowledge("p1", { occurredAt: here.now - 30 * DAY });
    await here.seed({ name: "next", plan: { since: since(here.now) } });
    expect((await here.person("p1")).state).toBe(state);
  });

  test("are stored, but close no enrollment, if they happened before `since` and arrived after the enrollment", async (here) => {
    const old = { occurredAt: here.now - 30 * DAY, sourceId: "old" };
    expect(await here.acknowledge("p1", old)).toMatchObject({ status: "waiting", enrollments: [] });
    expect(await here.acknowledge("p1", old)).toMatchObject({ status: "duplicate" });
    expect((await here.person("p1")).state).toBe("pending");
    expect((await here.acknowledge("p1")).status).toBe("recorded");
  });

  test("count for every enrollment of the recipient that waits for the event", { people: 0 }, async (here) => {
    await here.acknowledge("p1");
    await here.seed({ name: "first" });
    await here.seed({ name: "second" });
    const told = (await here.store.count()).map(({ name, states }) => [name, states.acknowledged]);
    expect(told.sort()).toEqual([
      ["first", 1],
      ["re-registration", 0],
      ["second", 1],
    ]);
  });

  it("are late for a returning recipient's enrollment of last year, and timely for the enrollment of this year", async () => {
    const here = await scene({ name: "yearly", occurrence: "2012" });
    const { campaign: lastYear } = here.campaign;
    await here.skip(2 * DAY);
    await here.decide();
    expect((await here.person("p1")).state).toBe("expired");
    expect(await here.acknowledge("p1", { occurredAt: here.now })).toMatchObject({ status: "late" });
    await here.seed({ name: "yearly", occurrence: "2013" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
    expect(await here.person("p1", lastYear)).toMatchObject({ state: "acknowledged", late: true });
  });

  it("do not count for this year's enrollment if they were timely for last year's enrollment", async () => {
    const here = await scene({ name: "yearly", occurrence: "2012" });
    await here.acknowledge("p1");
    await here.skip(2 * DAY);
    await here.seed({ name: "yearly", occurrence: "2013" });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  test("also close an enrollment in a campaign that starts later, and count there once", async (here) => {
    await here.acknowledge("p1", { sourceId: "1" });
    await here.skip(HOUR);
    await here.seed({ name: "second" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", answer: "done" });
    expect(await here.acknowledge("p1", { sourceId: "1" })).toMatchObject({ status: "duplicate" });
    const second = (await here.store.count()).find(({ name }) => name === "second");
    expect(second?.answers).toEqual({ done: 1 });
  });

  it.each<{ readonly words: string; readonly event: Partial<AcknowledgeItem> }>([
    { words: "another event", event: { target: { tenant: "", key: "p1", on: "moved" } } },
    { words: "another person", event: { target: { tenant: "", key: "p2" } } },
  ])("close no enrollment of $words in a campaign that starts later", async ({ event }) => {
    const here = await scene({ people: 2, plan: { on: "moved" } });
    await here.acknowledge("p1", { sourceId: "1", ...event });
    await here.seed({ name: "second" });
    expect((await here.person("p1")).state).toBe("pending");
  });

  it("do not count for the campaign's next occurrence, and neither do presses", async () => {
    const plan = { strength: "gesture", since: { beforeMs: 40 * DAY } } as const;
    const here = await scene({ name: "monthly", occurrence: "07", people: 2, plan });
    await here.acknowledge("p1");
    expect(await here.press("p2", "done")).toMatchObject({ state: "acknowledged" });
    await here.seed({ name: "monthly", occurrence: "08", people: 2, plan });
    expect((await here.person("p1")).state).toBe("pending");
    await here.seed({ name: "other", people: 2, plan });
    expect((await here.person("p1")).state).toBe("acknowledged");
    expect((await here.person("p2")).state).toBe("pending");
  });

  test("do not close a later enrollment after they are revoked", { people: 0 }, async (here) => {
    await here.acknowledge("p1", { sourceId: "1" });
    const { campaign } = await here.seed({ name: "first" });
    await here.skip(HOUR);
    expect(await here.acknowledge("p1", { sourceId: "2", revoke: true })).toMatchObject({ state: "active" });
    await here.seed({ name: "second" });
    expect((await here.person("p1")).state).toBe("active");
    await here.acknowledge("p1", { sourceId: "3" });
    expect((await here.person("p1", campaign)).state).toBe("acknowledged");
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("do not close an enrollment if they were revoked before the enrollment", { people: 0 }, async (here) => {
    await here.acknowledge("p1", { sourceId: "1" });
    await here.skip(1_000);
    await here.acknowledge("p1", { sourceId: "2", revoke: true });
    await here.seed({ name: "next" });
    expect((await here.person("p1")).state).not.toBe("acknowledged");
  });
});
