import type { Runtime } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createBell } from "../../src/worker/bell.ts";

/** Sleeps until it is woken; no time passes by itself. */
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

describe("a bell", () => {
  it("wakes everybody who waits", async () => {
    const bell = createBell(runtime);
    const waits = [bell.ear(), bell.ear()].map((ear) => ear.wait(1e9, never));
    bell.ring();
    await Promise.all(waits);
  });

  it("is heard afterwards by whoever was busy, also when others were waiting", async () => {
    const bell = createBell(runtime);
    const [busy, waiting] = [bell.ear(), bell.ear()];
    const wait = waiting.wait(1e9, never);
    bell.ring();
    await wait;
    await busy.wait(1e9, never);
  });

  it("is heard once", async () => {
    const bell = createBell(runtime);
    const ear = bell.ear();
    bell.ring();
    bell.ring();
    await ear.wait(1e9, never);
    let isAwake = false;
    void ear.wait(1e9, never).then(() => {
      isAwake = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAwake).toBe(false);
  });

  it("lets go of whoever is told to stop", async () => {
    const bell = createBell(runtime);
    const stop = new AbortController();
    const wait = bell.ear().wait(1e9, stop.signal);
    stop.abort();
    await wait;
    await bell.ear().wait(1e9, AbortSignal.abort());
  });
});
