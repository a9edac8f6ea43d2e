import { describe, expect, it } from "vitest";
import { openArena, overSeeds } from "./support/arena.ts";
import { MINUTE, openDesk, receipt, SECOND } from "./support/desk.ts";

const RATE = 200;

function most(at: readonly number[], ms: number): number {
  let from = 0;
  let best = 0;
  at.forEach((instant, place) => {
    while (instant - (at[from] ?? 0) >= ms) from += 1;
    best = Math.max(best, place - from + 1);
  });
  return best;
}

describe("limits and load", () => {
  it("53: keeps a rate of 200/s: at most 250 in any second, 1,900 to 2,050 in any ten while recipients wait", async () => {
    const arena = await openArena({
      seed: 1,
      people: 3_000,
      extra: () => ({ perSecond: RATE, concurrency: 64 }),
      wireMs: () => 20 + arena.draw(200),
    });
    await arena.work("worker");
    await arena.time.advance(14 * SECOND);
    const at = arena.sent.map((message) => message.at);
    expect(most(at, SECOND)).toBeLessThanOrEqual(250);
    for (let from = arena.sent[0]?.at ?? 0; from + 10 * SECOND < arena.time.now() - SECOND; from += 500) {
      const inTen = at.filter((instant) => instant >= from && instant < from + 10 * SECOND).length;
      expect(inTen).toBeGreaterThanOrEqual(1_900);
      expect(inTen).toBeLessThanOrEqual(2_050);
    }
    await arena.close();
  });

  it("53: a worker that was frozen for five seconds does not send the missed messages in a burst", async () => {
    await overSeeds(5, async (seed) => {
      const arena = await openArena({
        seed,
        people: 800,
        extra: () => ({ perSecond: 50, concurrency: 64 }),
        wireMs: () => 20 + arena.draw(200),
      });
      const { process } = await arena.work("worker");
      await arena.time.advance(2 * SECOND);
      process.freeze();
      await arena.time.advance(5 * SECOND);
      process.thaw();
      await arena.time.advance(5 * SECOND);
      const at = arena.sent.map((message) => message.at);
      expect(at.length).toBeGreaterThan(6 * 50);
      // 64 messages that were claimed before the freeze may be sent after it, in addition to the rate
      expect(most(at, SECOND)).toBeLessThanOrEqual(50 * 1.25 + 64);
      await arena.close();
    });
  });

  it("53: permits that a stalled store returns late are used at the provider's rate, and not in a burst", async () => {
    const perSecond = 50;
    const stall = { from: 2 * SECOND, until: 5 * SECOND };
    const arena = await openArena({
      seed: 1,
      people: 800,
      extra: () => ({ perSecond, concurrency: 64 }),
      storeOf: (store, { runtime }) => ({
        ...store,
        async claim(input) {
          const answer = await store.claim(input);
          const since = runtime.now() - begin;
          if (since >= stall.from && since < stall.until) await runtime.sleep(stall.until - since);
          return answer;
        },
      }),
    });
    const begin = arena.time.now();
    await arena.work("worker");
    await arena.time.advance(10 * SECOND);
    const at = arena.sent.map((message) => message.at);
    const quarter = Math.ceil(perSecond / 4);
    const late = at.filter((instant) => instant - begin >= stall.until);
    expect(most(late, SECOND / 4)).toBeLessThanOrEqual(2 * quarter);
    expect(late.length).toBeGreaterThan(4 * perSecond);
    expect(new Set(arena.sent.map(({ message }) => message.to)).size).toBe(arena.sent.length);
    await arena.close();
  });

  it.each([1, 2, 3])("53: a store that is always slow keeps two rounds busy (seed %i)", async (seed) => {
    const slowMs = 400;
    const arena = await openArena({
      seed,
      people: 800,
      extra: (provider) => (provider === "sms.main" ? { perSecond: 50, concurrency: 64 } : {}),
      storeOf: (store, { runtime }) => ({
        ...store,
        async permit(input) {
          await runtime.sleep(slowMs);
          return store.permit(input);
        },
        async claim(input) {
          await runtime.sleep(slowMs);
          return store.claim(input);
        },
      }),
    });
    await arena.work("worker");
    await arena.time.advance(21 * SECOND);
    // two claim rounds run in parallel, and each round can send the messages of 200 ms
    const rounds = 2 * Math.floor((20 * SECOND) / (2 * slowMs));
    expect(arena.sent.length).toBeGreaterThanOrEqual(0.9 * rounds * 10);
    expect((await arena.ledger()).attempts.every(({ state }) => state === "accepted" || state === "submitting")).toBe(
      true,
    );
    await arena.close();
  });

  it("56: in a group of 256, exactly the unusable items are refused, and all others are stored", async () => {
    const desk = await openDesk();
    await desk.start(256);
    const claimed = await desk.claim("sms.main", 256);
    await desk.settle(claimed);
    const bad: Record<number, string> = {
      17: "nul \0 inside",
      99: "lone \ud800 half",
      200: "x".repeat(10_000_000),
    };
    const answers = await desk.record(
      ...claimed.map(({ attemptId }, n) =>
        receipt("sms.main", attemptId, bad[n] === undefined ? {} : { errorCode: bad[n] }),
      ),
    );
    const refused = answers.flatMap(({ status }, n) => (status === "refused" ? [n] : []));
    expect(refused).toEqual([17, 99, 200]);
    expect(answers.filter(({ status, fold }) => status === "stored" && fold === "applied")).toHaveLength(253);
    expect((await desk.ledger()).attempts.map(({ evidence, count }) => [evidence, count])).toEqual(
      expect.arrayContaining([
        ["delivered", 253],
        ["none", 3],
      ]),
    );
    desk.now += MINUTE;
    expect(await desk.findings()).toEqual([]);
  });
});
