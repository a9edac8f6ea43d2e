import type { ClaimedRow } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, plan, route, SECOND, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const LIMITED = { errorCode: "provider/rate-limited" } as const;
const TOP = 200;

export const throttleContract: Area = area("throttling", ({ test, scene }) => {
  async function throttle(here: Scene, rows: readonly { readonly attemptId: string }[], facts = {}) {
    const outcomes = rows.map(({ attemptId }) => ({
      attemptId,
      kind: "deferred" as const,
      ...LIMITED,
      perSecond: TOP,
      ...facts,
    }));
    await here.store.settle(here.worker, outcomes);
  }

  async function rate(here: Scene, provider = "sms.main"): Promise<number | undefined> {
    return (await here.store.queues()).slowed.find((one) => one.provider === provider)?.perSecond;
  }

  /** Returns how many permits a busy worker gets within `forMs` milliseconds. */
  async function granted(here: Scene, forMs: number, perSecond?: number): Promise<number> {
    let sum = 0;
    for (let ms = 0; ms < forMs; ms += 20) {
      sum += (await here.store.permit({ provider: "sms.main", perSecond, wanted: 1_000 })).granted;
      here.clock.advance(20);
    }
    return sum;
  }

  it.each([
    { hours: 2, others: 0 },
    { hours: 1_000, others: 7 },
  ])("that pauses the provider for $hours hours delays only recipients with enough time", async ({ hours, others }) => {
    const oneCarrier = plan({ steps: [step("sms", { route: [route()] }), step("email")] });
    const here = await scene({ people: 8, plan: oneCarrier });
    await throttle(here, [await here.claimOne()], { retryAfterMs: hours * HOUR });
    await here.processDue();
    const mails = await here.claim("email.smtp");
    expect(mails.filter(({ step }) => step === 2)).toHaveLength(others === 0 ? 0 : others + 1);
    await here.listen(hours === 2 ? 2 * HOUR + MINUTE : MINUTE);
    expect(await here.claim()).toHaveLength(8 - mails.length);
  });

  it("lowers the rate once for a burst of rate-limit errors from several workers, and each claim returns the new rate", async () => {
    const here = await scene({ people: 70 });
    const rows = await here.claim();
    expect(await rate(here)).toBeUndefined();
    await throttle(here, rows.slice(0, 30));
    here.clock.advance(500);
    await throttle(here, rows.slice(30, 50));
    await here.listen(4 * SECOND);
    await throttle(here, rows.slice(50));
    expect(await rate(here)).toBeCloseTo(0.7 * TOP, -1);
    const { slowed = {} } = await here.ask("sms.main", 1);
    expect(slowed["sms.main"]).toBeCloseTo((await rate(here)) ?? 0, 3);
    expect((await here.store.queues()).slowed).toMatchObject([{ provider: "sms.main", top: TOP }]);
  });

  it("lowers the rate again, but not below one message a second, if the provider also refuses messages at the new rate", async () => {
    const here = await scene({ people: 3 });
    const rates: (number | undefined)[] = [];
    for (let n = 0; n < 24; n++) {
      await throttle(here, await here.claim("sms.main", 1));
      rates.push(await rate(here));
      await here.listen(2 * SECOND);
    }
    expect(rates[0]).toBeCloseTo(0.7 * TOP, 5);
    expect(rates[1]).toBeCloseTo(0.7 * (0.7 * TOP + 0.05 * TOP), 0);
    expect(rates.at(-1)).toBeGreaterThanOrEqual(1);
    expect(rates.at(-1)).toBeLessThan(5);
    const { states, attempts } = await here.ledger();
    expect(states).toMatchObject({ active: 3, exhausted: 0 });
    expect(attempts.every(({ provider, state }) => provider === "sms.main" && state === "deferred")).toBe(true);
  });

  it("lowers the common rate of all workers, which then rises evenly to the configured rate", async () => {
    const here = await scene({ people: 5 });
    await throttle(here, await here.claim("sms.main", 1));
    here.clock.advance(SECOND);
    const first = await granted(here, SECOND, TOP);
    expect(first).toBeGreaterThan(0.6 * TOP);
    expect(first).toBeLessThan(0.95 * TOP);
    await granted(here, 3 * SECOND, TOP);
    expect(await rate(here)).toBeCloseTo(0.7 * TOP + 4 * 0.05 * TOP, 0);
    await granted(here, 3 * SECOND, TOP);
    expect(await rate(here)).toBeUndefined();
    const full = await granted(here, 5 * SECOND, TOP);
    expect(full).toBeGreaterThan(5 * 0.95 * TOP);
    expect(full).toBeLessThan(5.25 * TOP);
  });

  test("with a long pause lets the rate rise only after the pause", { people: 5 }, async (here) => {
    await throttle(here, await here.claim("sms.main", 1), { retryAfterMs: MINUTE });
    expect((await here.store.queues()).closed).toMatchObject([{ provider: "sms.main", faults: 0 }]);
    await here.listen(MINUTE);
    expect(await rate(here)).toBeCloseTo(0.7 * TOP, 5);
    await here.listen(5 * SECOND);
    expect(await rate(here)).toBeCloseTo(0.95 * TOP, 5);
  });

  it("without a configured rate lowers the measured rate, and ends once the provider sends at the measured rate again", async () => {
    const here = await scene({ people: 100 });
    const none = { perSecond: undefined };
    expect(await granted(here, 100)).toBe(5 * 1_000);
    const rows = [];
    for (let n = 0; n < 10; n++) {
      rows.push(...(await here.claim("sms.main", 8)));
      here.clock.advance(200);
    }
    await throttle(here, rows.slice(-1), none);
    expect(await rate(here)).toBeGreaterThan(0.7 * 32);
    expect(await rate(here)).toBeLessThanOrEqual(0.7 * 40);
    here.clock.advance(SECOND);
    expect(await granted(here, SECOND)).toBeLessThan(40);
    await here.listen(7 * SECOND);
    expect(await rate(here)).toBeUndefined();
    expect(await granted(here, 100)).toBe(5 * 1_000);
  });

  test("is measured on sent messages, not on captured messages", { people: 100 }, async (here) => {
    const captured = { channel: "sms", to: "+33612345678", content: { text: "kept back" } } as const;
    const rows = [];
    for (let n = 0; n < 10; n++) {
      const some = await here.claim("sms.main", 8);
      for (const row of some.slice(1)) await here.settle(row, "accepted", { captured });
      rows.push(...some.slice(0, 1));
      here.clock.advance(200);
    }
    await throttle(here, rows.slice(-1), { perSecond: undefined });
    expect(await rate(here)).toBeGreaterThan(0.7 * 4);
    expect(await rate(here)).toBeLessThanOrEqual(0.7 * 5);
  });

  test("affects one provider only, and is not caused by other refusals", { people: 5 }, async (here) => {
    await throttle(here, await here.claim("sms.main", 1));
    expect(await rate(here, "sms.second")).toBeUndefined();
    const other = await scene({ people: 5 });
    const refused = { disposition: "retry", errorCode: "provider/unavailable", perSecond: TOP } as const;
    await other.settle(await other.claimOne(), "rejected", refused);
    expect(await rate(other)).toBeUndefined();
  });

  it.each([
    { takes: "none", takesAt: -1, passed: 8 },
    { takes: "one", takesAt: 30, passed: 1 },
  ])(
    "delays recipients only while their step has time, if the provider accepts $takes of the messages",
    async ({ takesAt, passed }) => {
      const here = await scene({ people: 8, plan: { ...ONE_CARRIER, callBufferMs: 20 * HOUR - 6 * MINUTE } });
      await here.listen(2 * HOUR);
      const gone: ClaimedRow[] = [];
      for (let minute = 0; minute < 62; minute++) {
        const rows = await here.claim("sms.main", 1);
        if (minute === takesAt) for (const row of rows) await here.settle(row, "accepted");
        else await throttle(here, rows);
        await here.listen(minute > 58 ? 50 * SECOND : MINUTE);
        await here.processDue();
        gone.push(...(await here.claim("email.smtp")));
        if (minute < 58) expect(gone.length).toBeLessThanOrEqual(1);
      }
      expect(gone).toHaveLength(passed);
      expect(gone.every((row) => row.step === 2)).toBe(true);
    },
  );

  test("does not move waiting recipients while the provider accepts some messages", {
    people: 80,
    plan: ONE_CARRIER,
  }, async (here) => {
    const taken = new Set<string>();
    for (let minute = 0; minute < 75; minute++) {
      const [one] = await here.claim("sms.main", 1);
      const [other] = await here.claim("sms.main", 1);
      if (one === undefined || other === undefined) throw new Error("people are due");
      taken.add(one.key);
      const outcomes = [{ attemptId: one.attemptId, kind: "accepted" } as const];
      await here.store.settle(here.worker, [...outcomes, { attemptId: other.attemptId, kind: "deferred", ...LIMITED }]);
      await here.listen(50 * SECOND);
    }
    await here.processDue();
    const gone = await here.claim("email.smtp", 100);
    expect(gone.filter(({ key }) => !taken.has(key))).toEqual([]);
  });

  test("that ended hours ago does not move recipients when the provider throttles again", {
    people: 8,
    plan: ONE_CARRIER,
  }, async (here) => {
    await throttle(here, [await here.claimOne()]);
    await here.listen(3 * HOUR);
    await throttle(here, [await here.claimOne()]);
    await here.processDue();
    expect(await here.claim("email.smtp")).toEqual([]);
  });
});

export const permitContract: Area = area("a permit to send", ({ test, scene }) => {
  function ask(here: Scene, wanted = 100, provider = "sms.main") {
    return here.store.permit({ provider, perSecond: 100, wanted });
  }

  /**
   * Requests permits for several workers every `everyMs` milliseconds, and returns how many were granted at each time.
   */
  async function greedy(here: Scene, forMs: number, everyMs: number): Promise<{ at: number; granted: number }[]> {
    const grants: { at: number; granted: number }[] = [];
    for (let ms = 0; ms < forMs; ms += everyMs) {
      const { granted } = await ask(here);
      grants.push({ at: here.now, granted });
      here.clock.advance(everyMs);
    }
    return grants;
  }

  it.each([5, 40, 100])("is granted at the configured rate under load, with a request every %i ms", async (everyMs) => {
    const here = await scene();
    const grants = await greedy(here, 10_000, everyMs);
    const total = grants.reduce((sum, { granted }) => sum + granted, 0);
    expect(total).toBeGreaterThanOrEqual(950);
    expect(total).toBeLessThanOrEqual(1_025);
    for (const { at } of grants) {
      const within = grants.filter((grant) => grant.at >= at && grant.at < at + 1_000);
      expect(within.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(125);
    }
  });

  test("is not saved for later, so that a suspended worker cannot send a burst", async (here) => {
    await greedy(here, 1_000, 50);
    here.clock.advance(HOUR);
    expect((await ask(here)).granted).toBeLessThanOrEqual(26);
  });

  test("is saved for the time that the caller states, and no longer", async (here) => {
    const spread = () => here.store.permit({ provider: "send to +3363", perSecond: 0.1, wanted: 1, savedMs: 60_000 });
    const granted = async () => (await spread()).granted;
    const atOnce: number[] = [];
    for (let call = 0; call < 10; call++) atOnce.push(await granted());
    expect(atOnce.filter((one) => one === 1)).toHaveLength(7);
    here.clock.advance(10_000);
    expect([await granted(), await granted()]).toEqual([1, 0]);
    here.clock.advance(HOUR);
    for (let call = 0; call < 7; call++) expect(await granted()).toBe(1);
    expect(await granted()).toBe(0);
  });

  test("is deleted by `retain` if no worker requested it for a day, and kept otherwise", async (here) => {
    const number = (wanted: number) => here.store.permit({ provider: "send to a", perSecond: 1 / 600, wanted });
    expect([(await number(1)).granted, (await number(1)).granted]).toEqual([1, 0]);
    await here.store.retain({ keptMs: {} });
    expect((await number(1)).granted).toBe(0);
    here.clock.advance(25 * HOUR);
    await here.store.retain({ keptMs: {} });
    expect([(await number(1)).granted, (await number(1)).granted]).toEqual([1, 0]);
  });

  test("is available soon after the clock is set back, before the clock reaches its earlier time", async (here) => {
    await ask(here);
    here.clock.jump(-HOUR);
    expect((await ask(here)).granted).toBeGreaterThan(0);
    expect((await ask(here)).waitMs).toBeLessThan(1_000);
  });

  test("is refused with the time of the next available permit", async (here) => {
    let answer = await ask(here);
    while (answer.granted > 0) answer = await ask(here);
    expect(answer.waitMs).toBeGreaterThan(0);
    here.clock.advance(answer.waitMs);
    expect((await ask(here)).granted).toBeGreaterThan(0);
  });

  test("is never granted more often than requested, and is granted for each provider separately", async (here) => {
    expect((await ask(here, 1)).granted).toBe(1);
    expect((await ask(here, 0)).granted).toBe(0);
    while ((await ask(here)).granted > 0);
    expect((await ask(here, 1, "sms.second")).granted).toBe(1);
  });
});
