import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER, SECOND, SMS_ONLY } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const acknowledgeContract: Area = area("an acknowledgement", ({ test, scene }) => {
  test("closes the enrollment, so that the recipient gets no further message", { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    expect(await here.acknowledge("p1")).toMatchObject({ status: "recorded", state: "acknowledged" });
    await here.skip(3 * HOUR);
    expect(await here.decide()).toEqual({});
    expect(await here.claim("email.smtp")).toEqual([]);
  });

  test("that arrives before the first message prevents this message", async (here) => {
    await here.acknowledge("p1");
    expect(await here.claim()).toEqual([]);
  });

  test("after the claim of a message still lets the worker send that message, but starts no later step", async (here) => {
    const one = await here.claimOne();
    await here.acknowledge("p1");
    await here.settle(one, "accepted", { ref: "r1" });
    await here.receipt(one, "undelivered");
    expect(await here.decide()).toEqual({});
    expect((await here.ledger()).totals).toMatchObject({ supersededInFlight: 1, attempts: 1 });
  });

  test("is counted once for each pair of source and id", async (here) => {
    await here.acknowledge("p1", { sourceId: "1" });
    const events = await here.events();
    expect(await here.acknowledge("p1", { sourceId: "1" })).toMatchObject({ status: "duplicate" });
    expect(await here.events()).toEqual(events);
  });

  it("that a batch contains twice counts once, with the stronger proof", async () => {
    const here = await scene({ plan: { strength: "gesture" } });
    const { enrollment } = await here.person("p1");
    const base = { target: { enrollment }, answer: "done" } as const;
    await here.store.acknowledge([
      { ...base, method: "link", strength: "gesture", source: "link", sourceId: "1" },
      { ...base, method: "event", strength: "event", source: "event:re-registered", sourceId: "1" },
    ]);
    const acknowledged = (await here.events()).filter(({ type }) => type === "enrollment.acknowledged");
    expect(acknowledged).toHaveLength(1);
    expect((await here.ledger()).states.acknowledged).toBe(1);
  });

  it("with a weak proof counts as a promise, until a strong proof closes the enrollment", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.sendOne();
    expect(await here.press("p1", "done")).toMatchObject({ status: "too-weak", state: "active" });
    await here.skip(2 * HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
    await here.acknowledge("p1");
    expect(await here.claim("email.smtp")).toEqual([]);
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("closes the enrollments of its key only in campaigns that wait for its event", async (here) => {
    await here.seed({ name: "same-event" });
    await here.seed({ name: "other-event", plan: { on: "paid" } });
    await here.seed({ name: "other-tenant", tenant: "acme" });
    expect((await here.acknowledge("p1")).enrollments).toHaveLength(2);
    const states = (await here.store.count()).map(({ name, states }) => [name, states.acknowledged]);
    expect(states).toEqual([
      ["re-registration", 1],
      ["same-event", 1],
      ["other-event", 0],
      ["other-tenant", 0],
    ]);
  });

  test("returns which recipients have acknowledged", { people: 2 }, async (here) => {
    await here.acknowledge("p1");
    await here.acknowledge("nobody-yet");
    const targets = ["p1", "p2", "nobody-yet", "never"].map((key) => ({ tenant: "", key }));
    expect((await here.store.statuses({ targets })).isAcknowledged).toEqual([true, false, true, false]);
  });

  test("that is invalid is refused, and the other acknowledgements of the batch are applied", {
    people: 2,
  }, async (here) => {
    const fact = { answer: "done", method: "event", strength: "event", source: "event:x" } as const;
    const answers = await here.store.acknowledge([
      { ...fact, target: { tenant: "", key: "p1" }, sourceId: "1" },
      { ...fact, target: { tenant: "", key: "a\0b" }, sourceId: "2" },
      { ...fact, target: { enrollment: 999_999 }, sourceId: "3" },
      { ...fact, target: { tenant: "", key: "p2" }, sourceId: "4" },
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["recorded", "refused", "refused", "recorded"]);
    expect(answers[1]?.code).toMatch(/\//);
  });

  test("with an answer that the campaign does not define is refused", async (here) => {
    expect((await here.press("p1", "maybe")).status).toBe("refused");
    expect((await here.person("p1")).answer).toBeUndefined();
  });
});

export const lateAcknowledgementsContract: Area = area("late acknowledgements", ({ test, scene }) => {
  it("after the last step count as timely until the deadline", async () => {
    const here = await scene({ plan: SMS_ONLY });
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("exhausted");
    expect((await here.acknowledge("p1")).status).toBe("recorded");
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
  });

  test("are recorded as late after the deadline", async (here) => {
    await here.skip(25 * HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("expired");
    expect(await here.acknowledge("p1", { occurredAt: here.now })).toMatchObject({ status: "late" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: true });
    expect(await here.ledger()).toMatchObject({ late: 1, unreachedBy: {} });
  });

  it.each(["cancelled", "suppressed"] as const)("are recorded when the recipient is %s", async (state) => {
    const here = await scene({ plan: SMS_ONLY });
    if (state === "suppressed") await here.reply(phoneNumbered(1), "STOP");
    else await here.move({ transition: "remove", keys: ["p1"] });
    expect((await here.person("p1")).state).toBe(state);
    await here.acknowledge("p1");
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("count as timely if they happened before the deadline but arrive after the enrollment expired", async (here) => {
    const occurredAt = (await here.person("p1")).deadline.getTime() - SECOND;
    await here.skip(25 * HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("expired");
    expect(await here.acknowledge("p1", { occurredAt })).toMatchObject({ status: "recorded" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
  });

  test("by link are late if they arrive after the deadline, whatever time they state", {
    plan: { strength: "gesture" },
  }, async (here) => {
    const occurredAt = here.now;
    await here.skip(25 * HOUR);
    expect((await here.press("p1", "done", { occurredAt })).status).toBe("late");
  });

  test("are replaced by a timely acknowledgement that arrives later", async (here) => {
    const occurredAt = here.now;
    await here.skip(25 * HOUR);
    await here.acknowledge("p1", { occurredAt: here.now, sourceId: "late" });
    await here.acknowledge("p1", { occurredAt, sourceId: "in time" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
    expect((await here.ledger()).late).toBe(0);
  });
});
