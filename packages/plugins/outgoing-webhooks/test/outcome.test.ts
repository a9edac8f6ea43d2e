import { describe, expect, it } from "vitest";
import { NOTHING_HEARD, type ParkedPayload, type WebhookMemory } from "../src/memory.ts";
import { isAway, notTaken, taken } from "../src/outcome.ts";

const HOUR = 3_600_000;
const NOW = 50 * HOUR;
const NO = { code: "provider/refused", isRefusal: true, isGone: false };
const LATER = { code: "provider/unavailable", isRefusal: false, isGone: false };
const payload = (id: string): ParkedPayload => ({ page: "", ids: [id], tries: 0, retryAt: 0 });
const holding = (...ids: string[]): WebhookMemory => ({ ...NOTHING_HEARD, parked: ids.map(payload) });
const find = ({ parked }: WebhookMemory, id: string) => parked.find(({ ids }) => ids[0] === id) ?? payload(id);

describe("a failed request", () => {
  it("is retried at growing intervals, up to an hour, while others continue", () => {
    let memory = holding("a");
    let now = NOW;
    const rests: number[] = [];
    for (let tries = 0; tries < 9; tries++) {
      memory = notTaken(memory, find(memory, "a"), LATER, now).memory;
      expect(memory.retryAt).toBe(0);
      const { retryAt } = find(memory, "a");
      rests.push((retryAt - now) / 1_000);
      now = retryAt;
    }
    expect(rests).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
    expect(isAway(memory)).toBe(false);
  });

  it("waits for the time that its receiver requested, and so do all others", () => {
    const { memory } = notTaken(holding("a"), payload("a"), { ...LATER, retryAfterMs: 120_000 }, NOW);
    expect(memory.retryAt).toBe(NOW + 120_000);
    expect(find(memory, "a").retryAt).toBe(NOW + 120_000);
  });

  it("is dropped after three days, but only if others were accepted since", () => {
    const first = notTaken(holding("a", "b"), payload("a"), NO, NOW).memory;
    const alone = notTaken(first, find(first, "a"), NO, NOW + 73 * HOUR);
    expect(alone.isLost).toBe(false);
    const overtaken = taken(alone.memory, payload("b"), NOW + 74 * HOUR);
    const last = notTaken(overtaken, find(overtaken, "a"), NO, NOW + 75 * HOUR);
    expect(last).toMatchObject({ isLost: true, memory: { parked: [], lost: 1, told: 1 } });
  });
});

describe("a receiver", () => {
  const three = ["a", "b", "c"].reduce(
    (memory, id) => notTaken(memory, payload(id), LATER, NOW).memory,
    holding("a", "b", "c"),
  );

  it("is unreachable after three different consecutive failures, and is retried at most every quarter of an hour", () => {
    expect(isAway(three)).toBe(true);
    expect(three.retryAt).toBe(NOW + 30_000);
    let memory = three;
    for (let tries = 0; tries < 20; tries++) memory = notTaken(memory, find(memory, "a"), LATER, NOW).memory;
    expect(memory.retryAt).toBe(NOW + 900_000);
    expect(memory.stopped).toBeUndefined();
  });

  it("that works again gets all waiting requests immediately", () => {
    const back = taken(three, find(three, "b"), NOW + HOUR);
    expect(back.parked.map(({ ids, retryAt }) => [ids[0], retryAt])).toEqual([
      ["a", 0],
      ["c", 0],
    ]);
    expect(back).toMatchObject({ failing: [], vain: 0, refused: 0, retryAt: 0 });
  });

  it("that refuses everything for more than an hour gets no further request", () => {
    let memory = holding("a", "b", "c");
    let now = NOW;
    for (let tries = 0; memory.stopped === undefined; tries++) {
      memory = notTaken(memory, find(memory, ["a", "b", "c"][tries % 3] ?? ""), NO, now).memory;
      now = Math.max(now, memory.retryAt);
    }
    expect(memory.stopped).toMatchObject({ why: "refused" });
    expect(now - NOW).toBeGreaterThan(HOUR);
  });

  it("that refuses one request still gets the others", () => {
    let memory = holding("a");
    for (let tries = 0; tries < 40; tries++) memory = notTaken(memory, find(memory, "a"), NO, NOW).memory;
    expect(memory.stopped).toBeUndefined();
    expect(memory.retryAt).toBe(0);
  });

  it("that answers 410 immediately gets no further request", () => {
    const { memory } = notTaken(holding("a"), payload("a"), { ...NO, isGone: true }, NOW);
    expect(memory.stopped).toEqual({ at: NOW, why: "gone" });
    expect(memory.parked).toHaveLength(1);
  });
});
