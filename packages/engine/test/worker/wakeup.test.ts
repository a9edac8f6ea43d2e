import type { Runtime } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createWakeup } from "../../src/base/wakeup.ts";

/** Sleeps until woken, because no time passes by itself. */
const runtime: Runtime = {
  now: () => 0,
  sleep: (_, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) resolve();
      signal?.addEventListener("abort", () => resolve(), { once: true });
    }),
  random: () => 0,
  id: () => "",
  hash: () => "",
  yield: async () => {},
};
const never = new AbortController().signal;

describe("a wake-up", () => {
  it("wakes every waiting subscriber", async () => {
    const wakeup = createWakeup(runtime);
    const waits = [wakeup.subscribe(), wakeup.subscribe()].map((subscription) => subscription.wait(1e9, never));
    wakeup.wake();
    await Promise.all(waits);
  });

  it("reaches a subscriber that was busy, even if others were waiting", async () => {
    const wakeup = createWakeup(runtime);
    const [busy, waiting] = [wakeup.subscribe(), wakeup.subscribe()];
    const wait = waiting.wait(1e9, never);
    wakeup.wake();
    await wait;
    await busy.wait(1e9, never);
  });

  it("reaches a subscriber once", async () => {
    const wakeup = createWakeup(runtime);
    const subscription = wakeup.subscribe();
    wakeup.wake();
    wakeup.wake();
    await subscription.wait(1e9, never);
    let isAwake = false;
    void subscription.wait(1e9, never).then(() => {
      isAwake = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAwake).toBe(false);
  });

  it("releases a subscriber whose signal aborts", async () => {
    const wakeup = createWakeup(runtime);
    const stop = new AbortController();
    const wait = wakeup.subscribe().wait(1e9, stop.signal);
    stop.abort();
    await wait;
    await wakeup.subscribe().wait(1e9, AbortSignal.abort());
  });
});
