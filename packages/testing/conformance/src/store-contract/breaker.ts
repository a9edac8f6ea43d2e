import { describe, expect, it } from "vitest";
import { MINUTE, SECOND, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const REFUSED = { errorCode: "provider/unauthorized", accountFault: true } as const;

interface Failing {
  readonly provider?: string;
  readonly retryAfterMs?: number;
}

export const breakerContract: Area = area("a provider that refuses our account", ({ test, scene }) => {
  async function fail(here: Scene, slots = 1, { provider = "sms.main", ...facts }: Failing = {}): Promise<void> {
    const rows = await here.claim(provider, slots);
    for (const row of rows) await here.settle(row, "deferred", { ...REFUSED, ...facts });
  }

  async function closed(here: Scene) {
    return (await here.store.queues()).closed;
  }

  it("gets only one test message from all workers until the outcome of the test is known", async () => {
    const here = await scene({ people: 10 });
    await fail(here, 5);
    expect(await closed(here)).toMatchObject([
      { provider: "sms.main", reason: "provider/unauthorized", faults: 1, isSilent: false },
    ]);
    expect(await here.claim()).toEqual([]);
    await here.listen(MINUTE + SECOND);
    const claims = await Promise.all([here.claim(), here.claim(), here.claim()]);
    expect(claims.flat()).toHaveLength(1);
    expect(await here.claim()).toEqual([]);
    await here.settle(claims.flat()[0] ?? { attemptId: "" }, "accepted");
    expect(await closed(here)).toEqual([]);
    expect(await here.claim()).toHaveLength(9);
  });

  it("is paused twice as long after each further refusal, and no recipient loses a try", async () => {
    const here = await scene({ people: 3 });
    await fail(here, 3);
    for (const [minutes, faults] of [
      [1, 2],
      [2, 3],
      [4, 4],
    ] as const) {
      await here.listen(minutes * MINUTE - 2 * SECOND);
      expect(await here.claim()).toEqual([]);
      await here.listen(3 * SECOND);
      await fail(here, 3);
      expect(await closed(here)).toMatchObject([{ faults }]);
    }
    await here.listen(8 * MINUTE + SECOND);
    await here.settle(await here.claimOne(), "accepted");
    expect(await here.claim()).toHaveLength(2);
    const { attempts, states } = await here.ledger();
    expect(states.exhausted).toBe(0);
    expect(attempts.every(({ provider }) => provider === "sms.main")).toBe(true);
  });

  it("keeps its recipients for five seconds after a refused test message, so that the watch can reroute the queue", async () => {
    const here = await scene({ people: 3, plan: { steps: [step("sms")] } });
    await fail(here);
    await here.listen(MINUTE + SECOND);
    await fail(here);
    await here.processDue();
    expect(await here.claim("sms.second")).toEqual([]);
    await here.listen(5 * SECOND);
    await here.processDue();
    expect(await here.claim("sms.second")).toHaveLength(3);
  });

  it("takes over the recipients of another provider that refuses our account, once a test message succeeds", async () => {
    const here = await scene({ people: 5, plan: { steps: [step("sms")] } });
    await fail(here);
    await here.listen(MINUTE + SECOND);
    await fail(here);
    await here.listen(6 * SECOND);
    await here.processDue();
    await fail(here, 1, { provider: "sms.second" });
    await here.listen(MINUTE + SECOND);
    await fail(here, 1, { provider: "sms.second" });
    expect(await here.claim()).toEqual([]);
    await here.listen(MINUTE);
    await here.processDue();
    expect(await here.claim("sms.second")).toEqual([]);
    const tests = await here.claim();
    expect(tests).toHaveLength(1);
    await here.settle(tests[0] ?? { attemptId: "" }, "accepted");
    await here.listen(11 * SECOND);
    await here.processDue();
    expect(await here.claim()).toHaveLength(4);
  });

  it("gets its rerouted recipients back when the next provider is paused, unless the pause makes recipients wait", async () => {
    const here = await scene({ people: 3, plan: { steps: [step("sms")] } });
    await fail(here);
    await here.listen(MINUTE + SECOND);
    await fail(here);
    await here.processDue();
    await here.listen(6 * SECOND);
    await here.processDue();
    const pause = { provider: "sms.second", gate: "held", reviewAt: here.now + 60 * MINUTE } as const;
    await here.steer({ ...pause, override: true });
    await here.listen(2 * MINUTE);
    await here.processDue();
    expect(await here.claim()).toEqual([]);
    await here.steer(pause);
    await here.listen(11 * SECOND);
    await here.processDue();
    await here.settle(await here.claimOne(), "accepted");
    await here.listen(11 * SECOND);
    await here.processDue();
    expect(await here.claim()).toHaveLength(2);
  });

  it("is paused for at most 15 minutes, unless its API asks for a longer pause", async () => {
    const here = await scene({ people: 3 });
    for (const faults of [1, 2]) {
      await fail(here, 1, { retryAfterMs: 17 * MINUTE });
      expect(await closed(here)).toMatchObject([{ faults, until: new Date(here.now + 17 * MINUTE) }]);
      if (faults === 1) await here.listen(17 * MINUTE + SECOND);
    }
  });

  it("is paused between two test messages, even if its API asks for no pause", async () => {
    const here = await scene({ people: 3 });
    for (const faults of [1, 2, 3]) {
      await fail(here, 1, { retryAfterMs: 0 });
      expect(await closed(here)).toMatchObject([{ faults }]);
      expect(await here.claim()).toEqual([]);
      await here.listen(20 * SECOND);
    }
  });

  it("sends again after it refuses a recipient, because this refusal shows that the account works", async () => {
    const here = await scene({ people: 3 });
    await fail(here);
    await here.listen(MINUTE + SECOND);
    const row = await here.claimOne();
    await here.settle(row, "rejected", { disposition: "reject", errorCode: "provider/bad-recipient" });
    expect(await closed(here)).toEqual([]);
    expect(await here.claim()).toHaveLength(2);
  });

  it("stays paused for the account, twice as long, if the outcome of the test message is unknown", async () => {
    const here = await scene({ people: 3 });
    await fail(here);
    await here.listen(MINUTE + SECOND);
    await here.settle(await here.claimOne(), "uncertain", { errorCode: "provider/timeout" });
    await here.listen(2 * MINUTE - SECOND);
    expect(await here.claim()).toEqual([]);
    expect(await closed(here)).toMatchObject([{ faults: 2, isSilent: false, reason: REFUSED.errorCode }]);
    await here.listen(2 * SECOND);
    expect(await here.claim()).toHaveLength(1);
  });

  test("sends all messages again after it answers with a rate limit, because this answer shows that the account works", {
    people: 5,
  }, async (here) => {
    const row = await here.claimOne();
    await here.settle(row, "rejected", { disposition: "retry", errorCode: "provider/rate-limited" });
    expect(await closed(here)).toMatchObject([{ faults: 0 }]);
    await here.listen(2 * SECOND);
    expect(await here.claim()).toHaveLength(4);
  });

  describe("with a worker that cannot render its messages", () => {
    const lacking = { errorCode: "template/missing", retryAfterMs: 30 * SECOND } as const;

    it.each([
      { others: "does not have this provider", providers: ["email.smtp"], leaving: false, forMs: 0 },
      { others: "left", providers: ["sms.main"], leaving: true, forMs: 0 },
      {
        others: "has sent no heartbeat for half a minute",
        providers: ["sms.main"],
        leaving: false,
        forMs: 31 * SECOND,
      },
    ])("is paused for all workers if the other worker $others", async ({ providers, leaving, forMs }) => {
      const here = await scene({ people: 3 });
      const other = { incarnation: here.unique("other"), role: "worker", version: "1" } as const;
      await here.store.heartbeat({ ...other, providers });
      if (leaving) await here.store.heartbeat({ ...other, providers, leaving });
      await here.listen(forMs);
      await here.settle(await here.claimOne(), "deferred", lacking);
      const until = new Date(here.now + 30 * SECOND);
      expect(await closed(here)).toMatchObject([
        { provider: "sms.main", reason: "template/missing", faults: 0, until },
      ]);
      expect(await here.claim()).toEqual([]);
      await here.listen(31 * SECOND);
      expect(await here.claim()).toHaveLength(3);
    });
  });

  describe("with some captured messages", () => {
    const captured = { channel: "sms", to: "+33612345678", content: { text: "Bonjour" } } as const;

    it("is paused after five consecutive failures of sent messages, because captured messages do not count", async () => {
      const here = await scene({ people: 12 });
      for (const [place, row] of (await here.claim("sms.main", 9)).entries()) {
        if (place % 2 === 0) await here.settle(row, "uncertain", { errorCode: "provider/timeout" });
        else await here.settle(row, "accepted", { captured });
      }
      expect(await closed(here)).toMatchObject([{ provider: "sms.main", faults: 1, isSilent: true }]);
      await here.listen(MINUTE + SECOND);
      await here.settle(await here.claimOne(), "accepted");
      expect(await closed(here)).toEqual([]);
    });

    test("remains paused after a captured message, and gets the next sent message as its test", {
      people: 10,
    }, async (here) => {
      await fail(here);
      await here.listen(MINUTE + SECOND);
      await here.settle(await here.claimOne(), "accepted", { captured });
      expect(await closed(here)).toMatchObject([{ provider: "sms.main", faults: 1 }]);
      const tries = await here.claim();
      expect(tries).toHaveLength(1);
      await here.settle(tries[0] ?? { attemptId: "" }, "deferred", REFUSED);
      expect(await closed(here)).toMatchObject([{ faults: 2 }]);
    });
  });

  test("is not paused longer if no recipient is due for the test message", { people: 2 }, async (here) => {
    const rows = await here.claim();
    for (const row of rows) await here.settle(row, "deferred", { ...REFUSED, retryAfterMs: SECOND });
    await here.move({ transition: "remove", keys: rows.map(({ key }) => key) });
    await here.listen(5 * SECOND);
    expect(await here.claim()).toEqual([]);
    const { until } = (await closed(here))[0] ?? { until: new Date(here.now + MINUTE) };
    expect(until.getTime()).toBeLessThanOrEqual(here.now);
  });
});
