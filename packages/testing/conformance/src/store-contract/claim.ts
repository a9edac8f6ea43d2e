import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, SECOND, SMS_ONLY } from "./scene/plan.ts";
import { contactDigest, phoneNumbered } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";
import { seededCampaign } from "./scene/seeded-campaign.ts";

export const claimContract: Area = area("a claim of messages", ({ test, scene }) => {
  test("returns everything that a message needs", async (here) => {
    const one = await here.claimOne();
    expect(one).toMatchObject({
      key: "p1",
      step: 1,
      provider: "sms.main",
      channel: "sms",
      contact: 0,
      address: phoneNumbered(1),
      campaign: here.campaign.campaign,
      version: here.campaign.version,
      locale: "fr",
      timezone: "Europe/Paris",
      deadline: (await here.person("p1")).deadline.getTime(),
    });
    expect(JSON.parse(one.variables)).toEqual({ name: "Person 1" });
    expect(one.attemptId).toMatch(/^[0-9a-z]{7,17}$/);
    expect(one.code).toMatch(/^\d{2}$/);
  });

  test("returns at most one message per free slot, and no recipient twice", { people: 5 }, async (here) => {
    const first = await here.claim("sms.main", 2);
    const second = await here.claim("sms.main", 2);
    const third = await here.claim("sms.main", 2);
    expect([first.length, second.length, third.length]).toEqual([2, 2, 1]);
    const keys = [...first, ...second, ...third].map(({ key }) => key);
    expect(new Set(keys).size).toBe(5);
    expect(await here.claim()).toEqual([]);
  });

  test("returns no recipient if no slot is free", async (here) => {
    expect(await here.claim("sms.main", 0)).toEqual([]);
  });

  it("returns recipients in the campaign's random order, not in the file's order", async () => {
    const here = await scene({ people: [{ sendOrder: 900 }, { sendOrder: 100 }, { sendOrder: 500 }] });
    const keys: string[] = [];
    for (let round = 0; round < 3; round++) keys.push((await here.claimOne()).key);
    expect(keys).toEqual(["p2", "p3", "p1"]);
  });

  test("returns messages for several providers in one call, each provider with its own recipients", {
    people: [{}, { sms: [] }],
  }, async (here) => {
    const want = { slots: 5, sendBudgetMs: SECOND };
    const wants = [
      { provider: "sms.main", ...want },
      { provider: "email.smtp", ...want },
    ];
    const { claimed } = await here.store.claim({ worker: here.worker, wants });
    expect(claimed.map(({ key, provider }) => [key, provider])).toEqual([
      ["p1", "sms.main"],
      ["p2", "email.smtp"],
    ]);
  });

  it("returns a `send()` message within the next slots, even while a campaign has many ready recipients and workers claim one slot at a time", async () => {
    const here = await scene({ people: 200 });
    await here.claim("sms.main", 10);
    const people = [{ key: "urgent" }];
    const one = await seededCampaign(here.store, { name: "send", audience: "open", people });
    const served: number[] = [];
    for (let slot = 0; slot < 4; slot++) {
      here.clock.advance(20);
      served.push((await here.claimOne()).campaign);
    }
    expect(served.filter((campaign) => campaign === one.campaign)).toHaveLength(1);
  });

  test("gives every campaign its share of the slots, however many recipients are ready", {
    people: 200,
  }, async (here) => {
    await seededCampaign(here.store, { name: "other", people: 20 });
    const claimed = await here.claim("sms.main", 20);
    const own = claimed.filter(({ campaign }) => campaign === here.campaign.campaign);
    expect(own).toHaveLength(10);
  });

  test("also settles the attempts whose outcomes the call contains", { people: 2 }, async (here) => {
    const { attemptId } = await here.claimOne();
    const answer = await here.ask("sms.main", 1, { settle: [{ attemptId, kind: "accepted", ref: "r1" }] });
    expect(answer).toMatchObject({ settled: ["applied"], claimed: [{ key: "p2" }], now: here.now });
  });

  test("returns no recipient before the recipient's due time", async (here) => {
    await here.press("p1", "promise");
    expect(await here.claim()).toEqual([]);
    await here.skip(2 * HOUR);
    expect(await here.claim()).toHaveLength(1);
  });

  test("also returns the time at which the next recipient is due", async (here) => {
    const nextDueAt = async () => (await here.ask("sms.main", 0)).nextDueAt;
    expect(await nextDueAt()).toBeLessThanOrEqual(here.now);
    await here.press("p1", "promise");
    expect(await nextDueAt()).toBe(here.now + 2 * HOUR);
    await here.acknowledge("p1");
    expect(await nextDueAt()).toBeUndefined();
  });

  it("returns no message whose send could end after the deadline", async () => {
    const here = await scene({ people: [{ deadline: { afterMs: HOUR } }] });
    await here.skip(HOUR - 9 * SECOND);
    expect(await here.claim()).toEqual([]);
    expect((await here.person("p1")).state).toBe("pending");
    await here.listen(20 * SECOND);
  });

  test("returns no message to a worker whose lease has ended", async (here) => {
    here.clock.advance(HOUR);
    expect(await here.claim()).toEqual([]);
  });

  it("returns no recipient who replied STOP, even if the reply arrived after the enrollment", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1), phoneNumbered(2)] }, { sms: [phoneNumbered(3)] }] });
    for (const number of [1, 3]) {
      const digest = contactDigest("sms", phoneNumbered(number));
      await here.store.suppress([{ tenant: "", digest, channel: "sms", reason: "r", actor: "s" }]);
    }
    expect(await here.claim()).toMatchObject([{ key: "p1", contact: 1, address: phoneNumbered(2) }]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p2" }]);
  });

  it("gives recipients who share a phone different reply codes", async () => {
    const here = await scene({ people: Array.from({ length: 5 }, () => ({ sms: [phoneNumbered(1)] })) });
    const codes = (await here.claim()).map(({ code }) => code);
    expect(new Set(codes).size).toBe(5);
  });

  it("sets aside a recipient whose messages were claimed three times without an outcome, and counts the claims", async () => {
    const here = await scene({ plan: { ...SMS_ONLY, guarantee: "at-least-once", maxTries: 9 } });
    for (let crash = 0; crash < 3; crash++) {
      await here.claimOne();
      await here.crash();
      await here.processDue();
      await here.skip(11 * MINUTE);
      await here.decide();
    }
    expect(await here.claim()).toEqual([]);
    expect(await here.person("p1")).toMatchObject({ state: "exhausted", cause: "poison" });
    expect((await here.ledger()).unreachedBy).toEqual({ poison: 1 });
  });

  test("returns the other recipients even after a worker crashed with one recipient's message", {
    people: 3,
    plan: ONE_CARRIER,
  }, async (here) => {
    const [one] = await here.claim("sms.main", 1);
    await here.crash();
    expect((await here.claim()).map(({ key }) => key)).not.toContain(one?.key);
    expect((await here.ledger()).states).toMatchObject({ active: 3 });
  });
});
