import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { NOTHING } from "./scene/seeded-store.ts";

/** An operator moves the legal deadline later; nobody and nothing else ever does. */
export const extendContract: Area = area("extend", ({ test, scene }) => {
  const soon = { people: [{ deadline: { afterMs: HOUR } }, { deadline: { afterMs: 9 * HOUR } }] };

  function extend(here: Scene, afterMs: number) {
    return here.move({ move: "extend", until: here.now + afterMs });
  }

  async function expire(here: Scene): Promise<void> {
    while ((await here.store.expire()).more);
    await here.store.expire(); // a campaign is closed by the look after its last person
  }

  function reopenings(here: Scene) {
    return here.events().then((all) => all.filter(({ type }) => type === "enrollment.reopened"));
  }

  test("moves every deadline that is earlier, and none that is later", soon, async (here) => {
    const until = new Date(here.now + 5 * HOUR);
    const later = (await here.person("p2")).deadline;
    expect(await extend(here, 5 * HOUR)).toEqual({ ...NOTHING, moved: 1 });
    expect((await here.person("p1")).deadline).toEqual(until);
    expect((await here.person("p2")).deadline).toEqual(later);
    expect((await here.ledger()).extendedTo).toEqual(until);
    await here.skip(HOUR + 3 * SECOND);
    await expire(here);
    expect((await here.person("p1")).state).toBe("pending");
    await here.skip(4 * HOUR);
    await expire(here);
    expect((await here.person("p1")).state).toBe("expired");
  });

  test("tells who did it and why, once, however often it is said", soon, async (here) => {
    const until = here.now + 5 * HOUR;
    await here.move({ move: "extend", until });
    expect(await here.move({ move: "extend", until })).toEqual({ ...NOTHING, refused: "not-later" });
    const told = (await here.events()).filter(({ type }) => type === "campaign.extended");
    expect(told).toMatchObject([{ by: "ops: test" }]);
    expect(told[0]?.key).toBeUndefined();
  });

  it("goes on with those who had run out of time, exactly once, and closes the campaign's end again", async () => {
    const here = await scene({ ...soon, plan: ONE_CARRIER });
    await here.send("sms.main", 2);
    await here.acknowledge("p2");
    await here.skip(2 * HOUR);
    await expire(here);
    const { epoch } = await here.person("p1");
    expect(await here.ledger()).toMatchObject({ state: "closed", states: { expired: 1 } });
    expect(await extend(here, 5 * HOUR)).toMatchObject({ moved: 1, reopened: 1 });
    expect(await here.ledger()).toMatchObject({ state: "running", states: { active: 1, acknowledged: 1 } });
    expect((await here.person("p1")).epoch).toBeGreaterThan(epoch);
    expect(await extend(here, 6 * HOUR)).toMatchObject({ moved: 1, reopened: 0 });
    expect(await reopenings(here)).toMatchObject([{ key: "p1", by: "ops: test" }]);
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  it("43: between the slices of an expiry everybody goes on, each once", async () => {
    const people = Array.from({ length: 600 }, () => ({ deadline: { afterMs: HOUR } }));
    const here = await scene({ people });
    const claimed = await here.claim("sms.main", 64);
    await here.skip(HOUR + 3 * SECOND);
    const input = { campaign: here.campaign.campaign, actor: "ops", reason: "test" };
    const until = here.now + 5 * HOUR;
    for (let isMore = true; isMore; ) {
      const expired = await here.store.expire();
      const moved = await here.store.move({ ...input, move: "extend", until });
      isMore = expired.more || moved.more;
    }
    await expire(here);
    const { states } = await here.ledger();
    expect(states.expired).toBe(0);
    const told = await here.events();
    const kinds = (wanted: string) => told.filter(({ type }) => type === wanted).map(({ key }) => key);
    expect(kinds("enrollment.reopened").toSorted()).toEqual(kinds("enrollment.expired").toSorted());
    expect(new Set(kinds("enrollment.reopened")).size).toBe(kinds("enrollment.reopened").length);
    const outcomes = claimed.map(({ attemptId }) => ({
      attemptId,
      kind: "accepted" as const,
      ref: attemptId,
    }));
    await here.store.settle("first-worker", outcomes);
  });

  it("is known as unfinished between its slices, by whoever began it, and goes on by what it is known as", async () => {
    const here = await scene({
      people: Array.from({ length: 1_200 }, () => ({ deadline: { afterMs: HOUR } })),
    });
    const { campaign } = here.campaign;
    expect(await here.store.unfinished()).toEqual([]);
    const order = { campaign, move: "extend", actor: "ops", reason: "test" } as const;
    let { more, moved } = await here.store.move({ ...order, until: here.now + 5 * HOUR });
    for (let through = 0; more; ) {
      const [begun, ...others] = await here.store.unfinished();
      expect(others).toEqual([]);
      expect(begun).toEqual({ ...order, until: here.now + 5 * HOUR, through: expect.any(Number) });
      if (begun === undefined || begun.through <= through) throw new Error("it did not go on");
      through = begun.through;
      const slice = await here.store.move({ ...begun, actor: "relance", reason: "goes on" });
      moved += slice.moved;
      more = slice.more;
    }
    expect(moved).toBe(1_200);
    expect(await here.store.unfinished()).toEqual([]);
    const told = (await here.events()).filter(({ type }) => type === "campaign.extended");
    expect(told).toMatchObject([{ by: "ops: test" }]);
  });

  it("is left as far as it came once the campaign is over", async () => {
    const here = await scene({
      people: Array.from({ length: 1_200 }, () => ({ deadline: { afterMs: HOUR } })),
    });
    const { campaign } = here.campaign;
    const order = {
      campaign,
      move: "extend",
      until: here.now + 5 * HOUR,
      actor: "ops",
      reason: "test",
    } as const;
    await here.store.move(order);
    await here.move({ move: "cancel" });
    for (const begun of await here.store.unfinished())
      expect(await here.store.move(begun)).toMatchObject({ refused: "over", more: false });
    expect(await here.store.unfinished()).toEqual([]);
  });

  test("holds for whoever is enrolled afterwards", { ...soon, audience: "open" }, async (here) => {
    const until = here.now + 5 * HOUR;
    await here.move({ move: "extend", until });
    const late = rows([{ key: "p3", sms: ["+33600009999"], email: [], deadline: { afterMs: HOUR } }]);
    await here.enroll(late);
    expect((await here.person("p3")).deadline).toEqual(new Date(until));
  });

  test("gives nobody time who was called off or has answered", { people: 2 }, async (here) => {
    await here.acknowledge("p1");
    await here.move({ move: "withdraw", keys: ["p2"] });
    expect(await extend(here, 500 * HOUR)).toMatchObject({ moved: 2, reopened: 0 });
    expect((await here.ledger()).states).toMatchObject({ acknowledged: 1, cancelled: 1 });
  });

  test("refuses what is over, and what is nobody's gain", { people: 1 }, async (here) => {
    expect(await extend(here, -1)).toEqual({ ...NOTHING, refused: "past" });
    await here.move({ move: "cancel" });
    expect(await extend(here, HOUR)).toEqual({ ...NOTHING, refused: "over" });
    const input = { move: "extend", until: here.now + HOUR, actor: "ops", reason: "test" } as const;
    expect(await here.store.move({ ...input, campaign: 9_999 })).toEqual({
      ...NOTHING,
      refused: "unknown",
    });
  });
});
