import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { NOTHING } from "./scene/seeded-store.ts";

export const extendContract: Area = area("an extension of the deadline", ({ test, scene }) => {
  const soon = { people: [{ deadline: { afterMs: HOUR } }, { deadline: { afterMs: 9 * HOUR } }] };

  function extend(here: Scene, afterMs: number) {
    return here.move({ transition: "extend", until: here.now + afterMs });
  }

  async function expire(here: Scene): Promise<void> {
    while ((await here.store.expire()).more);
    await here.store.expire();
  }

  function reopenings(here: Scene) {
    return here.events().then((all) => all.filter(({ type }) => type === "enrollment.reopened"));
  }

  test("moves every earlier deadline, and no later deadline", soon, async (here) => {
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

  test("records author and reason once, however often the command is repeated", soon, async (here) => {
    const until = here.now + 5 * HOUR;
    await here.move({ transition: "extend", until });
    expect(await here.move({ transition: "extend", until })).toEqual({ ...NOTHING, refused: "not-later" });
    const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
    expect(told).toMatchObject([{ cause: "deadline", by: "ops: test" }]);
    expect(told[0]?.key).toBeUndefined();
  });

  it("lets recipients who ran out of time continue exactly once, and closes the campaign again", async () => {
    const here = await scene({ ...soon, plan: ONE_CARRIER });
    await here.send("sms.main", 2);
    await here.acknowledge("p2");
    await here.skip(2 * HOUR);
    await expire(here);
    const { revision } = await here.person("p1");
    expect(await here.ledger()).toMatchObject({ state: "closed", states: { expired: 1 } });
    expect(await extend(here, 5 * HOUR)).toMatchObject({ moved: 1, reopened: 1 });
    expect(await here.ledger()).toMatchObject({ state: "running", states: { active: 1, acknowledged: 1 } });
    expect((await here.person("p1")).revision).toBeGreaterThan(revision);
    expect(await extend(here, 6 * HOUR)).toMatchObject({ moved: 1, reopened: 0 });
    expect(await reopenings(here)).toMatchObject([{ key: "p1", by: "ops: test" }]);
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  it("between the batches of an expiry lets every recipient continue once", async () => {
    const people = Array.from({ length: 600 }, () => ({ deadline: { afterMs: HOUR } }));
    const here = await scene({ people });
    const claimed = await here.claim("sms.main", 64);
    await here.skip(HOUR + 3 * SECOND);
    const input = { campaign: here.campaign.campaign, actor: "ops", reason: "test" };
    const until = here.now + 5 * HOUR;
    for (let isMore = true; isMore; ) {
      const expired = await here.store.expire();
      const moved = await here.store.transition({ ...input, transition: "extend", until });
      isMore = expired.more || moved.more;
    }
    await expire(here);
    const { states } = await here.ledger();
    expect(states.expired).toBe(0);
    const told = await here.events();
    const kinds = (wanted: string) => told.filter(({ type }) => type === wanted).map(({ key }) => key);
    expect(kinds("enrollment.reopened").toSorted()).toEqual(kinds("enrollment.expired").toSorted());
    expect(new Set(kinds("enrollment.reopened")).size).toBe(kinds("enrollment.reopened").length);
    const outcomes = claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted" as const, ref: attemptId }));
    await here.store.settle("first-worker", outcomes);
  });

  it("can be found in `unfinishedTransitions` with its author, and continued by another process", async () => {
    const here = await scene({ people: Array.from({ length: 1_200 }, () => ({ deadline: { afterMs: HOUR } })) });
    const { campaign } = here.campaign;
    expect((await here.store.workers()).unfinishedTransitions).toEqual([]);
    const order = { campaign, transition: "extend", actor: "ops", reason: "test" } as const;
    let { more, moved } = await here.store.transition({ ...order, until: here.now + 5 * HOUR });
    for (let through = 0; more; ) {
      const [begun, ...others] = (await here.store.workers()).unfinishedTransitions;
      expect(others).toEqual([]);
      expect(begun).toEqual({ ...order, until: here.now + 5 * HOUR, through: expect.any(Number) });
      if (begun === undefined || begun.through <= through) throw new Error("the extension did not continue");
      through = begun.through;
      const batch = await here.store.transition({ ...begun, actor: "relance", reason: "goes on" });
      moved += batch.moved;
      more = batch.more;
    }
    expect(moved).toBe(1_200);
    expect((await here.store.workers()).unfinishedTransitions).toEqual([]);
    const told = (await here.events()).filter(({ type }) => type === "campaign.amended");
    expect(told).toMatchObject([{ cause: "deadline", by: "ops: test" }]);
  });

  it("stops if the campaign ends in the meantime, and keeps the changes made so far", async () => {
    const here = await scene({ people: Array.from({ length: 1_200 }, () => ({ deadline: { afterMs: HOUR } })) });
    const { campaign } = here.campaign;
    const order = { campaign, transition: "extend", until: here.now + 5 * HOUR, actor: "ops", reason: "test" } as const;
    await here.store.transition(order);
    await here.move({ transition: "cancel" });
    for (const begun of (await here.store.workers()).unfinishedTransitions)
      expect(await here.store.transition(begun)).toMatchObject({ refused: "over", more: false });
    expect((await here.store.workers()).unfinishedTransitions).toEqual([]);
  });

  test("applies to recipients who are enrolled later", { ...soon, audience: "open" }, async (here) => {
    const until = here.now + 5 * HOUR;
    await here.move({ transition: "extend", until });
    const late = rows([{ key: "p3", sms: ["+33600009999"], email: [], deadline: { afterMs: HOUR } }]);
    await here.enroll(late);
    expect((await here.person("p3")).deadline).toEqual(new Date(until));
  });

  test("gives no more time to recipients who were cancelled or who answered", { people: 2 }, async (here) => {
    await here.acknowledge("p1");
    await here.move({ transition: "remove", keys: ["p2"] });
    expect(await extend(here, 500 * HOUR)).toMatchObject({ moved: 2, reopened: 0 });
    expect((await here.ledger()).states).toMatchObject({ acknowledged: 1, cancelled: 1 });
  });

  test("is refused if the new deadline has passed, or if no recipient has an earlier deadline", {
    people: 1,
  }, async (here) => {
    expect(await extend(here, -1)).toEqual({ ...NOTHING, refused: "past" });
    await here.move({ transition: "cancel" });
    expect(await extend(here, HOUR)).toEqual({ ...NOTHING, refused: "over" });
    const input = { transition: "extend", until: here.now + HOUR, actor: "ops", reason: "test" } as const;
    expect(await here.store.transition({ ...input, campaign: 9_999 })).toEqual({ ...NOTHING, refused: "unknown" });
  });
});

export const expireContract: Area = area("expiry", ({ test, scene }) => {
  const soon = { people: [{ deadline: { afterMs: HOUR } }, { deadline: { afterMs: 9 * HOUR } }] };

  async function overdue(here: Scene): Promise<void> {
    await here.skip(HOUR + 3 * SECOND);
    while ((await here.store.expire()).more);
  }

  test(
    "ends the enrollment of every recipient whose deadline has passed, and of no other recipient",
    soon,
    async (here) => {
      await overdue(here);
      expect(await here.person("p1")).toMatchObject({ state: "expired", cause: "deadline", deadlinePassed: true });
      expect(await here.person("p2")).toMatchObject({ state: "pending", deadlinePassed: false });
      expect((await here.ledger()).unreachedBy).toEqual({ deadline: 1 });
    },
  );

  test("changes each recipient once, and never before the deadline", soon, async (here) => {
    await here.listen(HOUR - SECOND);
    expect((await here.store.expire()).moved).toBe(0);
    await here.listen(4 * SECOND);
    expect((await here.store.expire()).moved).toBe(1);
    expect((await here.store.expire()).moved).toBe(0);
  });

  test("ends the enrollments of recipients who wait for a receipt or an answer", {
    ...soon,
    plan: ONE_CARRIER,
  }, async (here) => {
    const [first] = await here.send();
    await here.receipt({ attemptId: first?.attemptId ?? "" }, "delivered");
    await overdue(here);
    expect((await here.person("p1")).state).toBe("expired");
  });

  test("does not change acknowledged recipients", soon, async (here) => {
    await here.acknowledge("p1");
    await overdue(here);
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("prevents further claims, but lets the store record the outcomes of messages in flight", async () => {
    const people = Array.from({ length: 64 }, () => ({ deadline: { afterMs: HOUR } }));
    const here = await scene({ people });
    await here.listen(HOUR - 20 * SECOND);
    const claimed = await here.claim("sms.main", 64);
    expect(claimed).toHaveLength(64);
    await here.listen(25 * SECOND);
    while ((await here.store.expire()).more);
    expect((await here.ledger()).states.expired).toBe(64);
    const outcomes = claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted" as const, ref: attemptId }));
    const settled = await here.store.settle(here.worker, outcomes);
    expect(new Set(settled)).toEqual(new Set(["recorded"]));
    expect(await here.ledger()).toMatchObject({
      attempts: [{ state: "accepted", count: 64 }],
      states: { expired: 64 },
    });
    for (const provider of ["sms.main", "sms.second", "email.smtp"]) expect(await here.claim(provider)).toEqual([]);
  });

  test("lets the store record later receipts and late acknowledgements", soon, async (here) => {
    const [one] = await here.send("sms.main", 1);
    await overdue(here);
    await here.receipt({ attemptId: one?.attemptId ?? "" }, "delivered");
    await here.acknowledge("p1", { occurredAt: here.now });
    expect(await here.person("p1")).toMatchObject({
      state: "acknowledged",
      late: true,
      lastAttempt: { evidence: "delivered" },
    });
  });
});
