import { describe, expect, it, vi } from "vitest";
import { nodeRuntime } from "../src/node-runtime.ts";

const DAY = 86_400_000;
const runtime = nodeRuntime();

describe("the runtime of Node", () => {
  it("returns the time in whole milliseconds, which never decreases", () => {
    const times = Array.from({ length: 1_000 }, () => runtime.now());
    expect(times.filter((time) => !Number.isInteger(time))).toEqual([]);
    expect(Math.abs((times[0] ?? 0) - Date.now())).toBeLessThan(1_000);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it("follows the machine's clock when it is set forward, and not when it is set back", () => {
    const { now } = Date;
    let offMs = 0;
    Date.now = () => now() + offMs;
    try {
      const clock = nodeRuntime();
      const begin = clock.now();
      offMs = 90_000;
      const ahead = clock.now();
      expect(ahead - begin).toBeGreaterThanOrEqual(89_000);
      offMs = -90_000;
      expect(clock.now()).toBeGreaterThanOrEqual(ahead);
      offMs = 0;
      expect(clock.now() - ahead).toBeGreaterThanOrEqual(89_000);
    } finally {
      Date.now = now;
    }
  });

  it("sleeps for the requested time", async () => {
    const before = performance.now();
    await runtime.sleep(30);
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });

  it("wakes when the signal aborts, without an error and without a remaining listener", async () => {
    const stop = new AbortController();
    const before = performance.now();
    const sleeping = runtime.sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
    await runtime.sleep(60_000, stop.signal);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("can sleep for two months, although a timer is limited to 24 days", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let isAwake = false;
      void runtime.sleep(60 * DAY).then(() => {
        isAwake = true;
      });
      await vi.advanceTimersByTimeAsync(59 * DAY);
      expect(isAwake).toBe(false);
      await vi.advanceTimersByTimeAsync(DAY);
      expect(isAwake).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not wake immediately from a sleep longer than a timer allows", async () => {
    const stop = new AbortController();
    let isAwake = false;
    const sleeping = runtime.sleep(1e12, stop.signal).then(() => {
      isAwake = true;
    });
    await runtime.sleep(20);
    expect(isAwake).toBe(false);
    stop.abort();
    await sleeping;
  });

  it("lets other work run", async () => {
    const order: string[] = [];
    setImmediate(() => order.push("the others"));
    await runtime.yield();
    order.push("we");
    expect(order).toEqual(["the others", "we"]);
  });

  it("hashes with the standard algorithm, and never repeats an id", () => {
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    expect(runtime.hash("")).toBe(empty);
    expect(runtime.hash(new Uint8Array())).toBe(empty);
    expect(new Set(Array.from({ length: 100 }, () => runtime.id())).size).toBe(100);
    expect(runtime.random()).toBeLessThan(1);
  });
});
