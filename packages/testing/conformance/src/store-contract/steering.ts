import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { HOUR, MINUTE, route, SECOND, step } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Forty recipients. The first sixteen recipients are in the first quarter of the send order. */
const FORTY = Array.from({ length: 40 }, (_, place) => ({ sendOrder: place * 2 ** 25 }));

export const steeringContract: Area = area("the control of queues", ({ test, scene }) => {
  test("keeps a queue held until every source has lifted its hold", async (here) => {
    await here.steer({ gate: "held", provider: "sms.main" });
    await here.steer({ gate: "held", provider: "sms.main", source: "plugin:watch" });
    await here.steer({ gate: "open", provider: "sms.main" });
    expect(await here.claim()).toEqual([]);
    await here.steer({ gate: "open", provider: "sms.main", source: "plugin:watch" });
    expect(await here.claim()).toHaveLength(1);
  });

  test("lets an operator override the watch's hold", async (here) => {
    await here.steer({ gate: "held", source: "plugin:watch" });
    await here.steer({ gate: "open", override: true });
    expect(await here.claim()).toHaveLength(1);
  });

  it("reroutes recipients to the next provider of their route, and never to an earlier provider in the same step", async () => {
    const here = await scene({ people: 2 });
    await here.steer({ gate: "held", provider: "sms.main", via: "sms.second", source: "plugin:watch" });
    expect(await here.claim("sms.main")).toEqual([]);
    const [first] = await here.claim("sms.second", 1);
    expect(first).toMatchObject({ provider: "sms.second", step: 1, channel: "sms" });
    await here.settle(first ?? { attemptId: "" }, "rejected", { disposition: "reroute" });
    await here.steer({ gate: "open", provider: "sms.main", via: null, source: "plugin:watch" });
    const [second] = await here.claim("sms.main");
    expect(second?.key).not.toBe(first?.key);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: first?.key, step: 2 }]);
  });

  it("returns the holds, reroute and rate of each queue, and the paused providers", async () => {
    const here = await scene({ people: 2 });
    const queues = async () => (await here.store.queues(here.campaign.campaign)).queues;
    const main = async () => (await queues()).filter(({ planned }) => planned === "sms.main");
    expect((await queues()).every(({ holds, rerouted }) => holds.length === 0 && rerouted === undefined)).toBe(true);
    const places = (await queues()).map(({ step, planned }) => `${step} ${planned}`);
    expect(places).toEqual(["1 sms.main", "1 sms.second", "2 email.smtp"]);
    const since = new Date(here.now);
    await here.steer({ gate: "held", provider: "sms.main", actor: "ada", reason: "a bill" });
    here.clock.advance(SECOND);
    await here.steer({ gate: "held", provider: "sms.main", actor: "ada", reason: "a bill still" });
    await here.steer({ provider: "sms.main", source: "plugin:watch", perSecond: 10 });
    for (const queue of await main()) {
      expect(queue).toMatchObject({ provider: "sms.main", rerouted: undefined, rates: { "plugin:watch": 10 } });
      expect(queue.holds).toMatchObject([{ source: "operator", actor: "ada", reason: "a bill still", since }]);
      expect(queue.holds[0]?.reviewAt).toBeInstanceOf(Date);
    }
    await here.steer({ gate: "open", provider: "sms.main" });
    const loss = { source: "plugin:watch", actor: "plugin:watch", reason: "it loses messages" } as const;
    await here.steer({ gate: "held", step: 1, provider: "sms.main", via: "sms.second", ...loss });
    const [rerouted] = await main();
    expect(rerouted).toMatchObject({ step: 1, provider: "sms.second", holds: [] });
    expect(rerouted?.rerouted).toEqual({
      actor: "plugin:watch",
      reason: "it loses messages",
      since: new Date(here.now),
    });
    await here.settle(await here.claimOne("sms.second"), "deferred", {
      errorCode: "provider/unauthorized",
      accountFault: true,
    });
    const { closed } = await here.store.queues();
    expect(closed).toMatchObject([{ provider: "sms.second", reason: "provider/unauthorized" }]);
    expect(closed[0]?.until.getTime()).toBeGreaterThan(here.now);
    here.clock.advance(99 * HOUR);
    expect((await here.store.queues()).closed).toMatchObject([{ provider: "sms.second", faults: 1 }]);
  });

  it("reroutes recipients of a provider that another source holds, unless this source overrides the reroute", async () => {
    const here = await scene({ people: 3 });
    const rerouted = { gate: "held", provider: "sms.main", via: "sms.second", source: "plugin:watch" } as const;
    await here.steer({ gate: "held", provider: "sms.main", source: "plugin:watch" });
    await here.steer(rerouted);
    expect(await here.claim("sms.second", 1)).toHaveLength(1);
    await here.steer({ gate: "held", provider: "sms.main", actor: "ada" });
    expect(await here.claim("sms.second", 1)).toHaveLength(1);
    await here.steer({ gate: "held", provider: "sms.main", actor: "ada", override: true });
    expect(await here.claim("sms.second", 1)).toEqual([]);
  });

  test("keeps an operator's reroute, whatever the watch requests before and after", { people: 3 }, async (here) => {
    const main = { provider: "sms.main", gate: "held", via: "sms.second" } as const;
    const trusts = { provider: "sms.main", source: "plugin:watch", gate: "open", via: null } as const;
    const second = async () => (await here.claim("sms.second", 1)).length;
    await here.steer({ ...main, source: "plugin:watch", actor: "plugin:watch" });
    await here.steer({ ...main, actor: "ada" });
    await here.steer(trusts);
    expect(await second()).toBe(1);
    const [queue] = (await here.store.queues(here.campaign.campaign)).queues;
    expect(queue).toMatchObject({ provider: "sms.second", rerouted: { actor: "ada" } });
    await here.steer({ ...main, source: "plugin:watch", actor: "plugin:watch" });
    await here.steer({ provider: "sms.main", gate: "open", via: null });
    expect(await second()).toBe(1);
    await here.steer({ ...main, actor: "ada" });
    await here.steer({ provider: "sms.main", gate: "open", via: null, override: true });
    expect(await second()).toBe(0);
    expect(await here.claim("sms.main")).toHaveLength(1);
  });

  test("records each change once, with its author", async (here) => {
    await here.steer({ gate: "held", provider: "sms.main" });
    await here.steer({ gate: "held" });
    await here.steer({ gate: "open", via: null });
    await here.steer({ source: "plugin:watch", perSecond: 5 });
    const told = (await here.events()).filter(({ key }) => key === undefined);
    expect(told.slice(-4)).toMatchObject([
      { type: "campaign.steered", by: "ops: test" },
      { type: "campaign.held", by: "ops: test" },
      { type: "campaign.started", by: "ops: test" },
      { type: "campaign.steered", by: undefined },
    ]);
  });

  test("holds queues that cannot be rerouted", { people: [{ sms: [] }] }, async (here) => {
    await here.steer({ gate: "held", provider: "email.smtp", via: "sms.second", source: "plugin:watch" });
    expect(await here.claim("email.smtp")).toEqual([]);
  });

  test("releases a first wave and then the remaining recipients, in one random order", {
    people: FORTY,
  }, async (here) => {
    await here.steer({ step: 1, releasedThrough: 2 ** 29, source: "pace" });
    const pilot = await here.claim();
    expect(pilot).toHaveLength(16);
    expect(await findings(here)).toEqual([]);
    await here.steer({ step: 1, releasedThrough: 2 ** 31, source: "pace" });
    expect(await here.claim()).toHaveLength(24);
  });

  test("lets the audit report a first wave that no worker evaluates", { people: FORTY }, async (here) => {
    await here.steer({ step: 1, releasedThrough: 2 ** 25, source: "pace", reviewAt: here.now + MINUTE });
    expect(await findings(here)).toEqual([]);
    here.clock.advance(MINUTE + SECOND);
    const found = await findings(here);
    expect(found.some((fact) => fact.includes("wait for the first wave"))).toBe(true);
    await here.steer({ step: 1, releasedThrough: 2 ** 31, source: "pace" });
  });

  test("limits a queue to the lowest rate that a source has set", { people: 100 }, async (here) => {
    await here.steer({ perSecond: 50, source: "pace" });
    await here.steer({ perSecond: 10, source: "plugin:watch" });
    let sent = 0;
    for (let tick = 0; tick < 30; tick++) {
      sent += (await here.claim()).length;
      here.clock.advance(100);
    }
    expect(sent).toBeGreaterThanOrEqual(28);
    expect(sent).toBeLessThanOrEqual(33);
    await here.steer({ perSecond: null, source: "plugin:watch" });
    await here.steer({ perSecond: null, source: "pace" });
    here.clock.advance(SECOND);
    expect(await here.claim()).toHaveLength(100 - sent);
  });

  it("limits a provider's messages to the campaign's rate, whichever steps and workers send them", async () => {
    const one = step("sms", { route: [route()] });
    const here = await scene({ people: 100, plan: { steps: [one, one, one] } });
    await here.steer({ perSecond: 10, source: "pace" });
    const workers = [here.worker, here.unique("worker")];
    const steps = new Set<number>();
    let sent = 0;
    for (let tick = 0; tick < 40; tick++) {
      here.worker = workers[tick % 2] ?? here.worker;
      for (const message of await here.claim()) {
        steps.add(message.step);
        sent += 1;
        await here.settle(message, "rejected", { disposition: "reroute" });
      }
      here.clock.advance(100);
    }
    expect([...steps].sort()).toEqual([1, 2, 3]);
    expect(sent).toBeGreaterThanOrEqual(38);
    expect(sent).toBeLessThanOrEqual(43);
  });

  it("lets a queue continue when the clock is set back, even if its next slot is then in the future", async () => {
    const here = await scene({ people: 100 });
    await here.skip(2 * HOUR);
    await here.steer({ perSecond: 10, source: "pace" });
    expect(await here.claim()).not.toEqual([]);
    here.clock.jump(-HOUR);
    const { claimed, nextDueAt, now } = await here.ask();
    expect(claimed).not.toEqual([]);
    expect(nextDueAt).toBeLessThanOrEqual(now + SECOND);
    let sent = claimed.length;
    for (let tick = 0; tick < 30; tick++) {
      here.clock.advance(100);
      sent += (await here.claim()).length;
    }
    expect(sent).toBeGreaterThanOrEqual(28);
    expect(sent).toBeLessThanOrEqual(33);
  });

  test("returns the time at which a queue with a rate has its next slot", { people: 5 }, async (here) => {
    await here.steer({ perSecond: 1, source: "pace" });
    await here.claim();
    const { claimed, nextDueAt, now } = await here.ask();
    expect(claimed).toEqual([]);
    expect(nextDueAt).toBeGreaterThan(now);
    expect(nextDueAt).toBeLessThanOrEqual(now + SECOND);
  });

  test("wakes waiting workers of a slow queue once for several messages, not once for each message", {
    people: 100,
  }, async (here) => {
    await here.steer({ perSecond: 100, source: "pace" });
    const taken: number[] = [];
    for (let round = 0; round < 4; round++) {
      const { claimed, nextDueAt, now } = await here.ask("sms.main", 64);
      taken.push(claimed.length);
      here.clock.advance((nextDueAt ?? now) - now);
    }
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...taken)).toBeLessThanOrEqual(20);
  });
});
