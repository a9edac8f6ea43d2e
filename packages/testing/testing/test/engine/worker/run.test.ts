import { type Store, StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type FakeVendor, type FakeVendorOptions, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

async function laboratory(
  options: FakeVendorOptions = {},
  storeOf?: (store: Store) => Store,
): Promise<{ lab: Laboratory; main: () => FakeVendor }> {
  let main: FakeVendor | undefined;
  const lab = await openLaboratory({
    sms: (world) => {
      main = fakeVendor(world, options);
      return { main: main.provider };
    },
    storeOf,
  });
  return {
    lab,
    main: () => {
      if (main === undefined) throw new Error("no fake vendor");
      return main;
    },
  };
}

const busy = () => new StoreError("store/busy", "busy", { retryable: true });
const damaged = () => new StoreError("store/damaged", "damaged");

describe("a worker", () => {
  it("settles messages in flight when it is stopped, and claims no further recipient", async () => {
    const { lab, main } = await laboratory({ takesMs: 3 * SECOND, concurrency: 5 });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(20) }));
    const stop = new AbortController();
    const running = gateway.run({ signal: stop.signal });
    await lab.time.advance(SECOND);
    stop.abort();
    await lab.finish(running);
    expect(main()).toMatchObject({ aborted: 0, received: { length: 5 } });
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 5 }]);
    expect(await lab.finish(gateway.health())).toMatchObject({ worker: "stopped" });
  });

  it("writes the last outcomes although the store is busy when it is stopped", async () => {
    let isBusy = false;
    const { lab } = await laboratory({ takesMs: SECOND, concurrency: 5 }, (store) => ({
      ...store,
      claim: async (request) => (isBusy ? Promise.reject(busy()) : store.claim(request)),
      settle: async (...input) => (isBusy ? Promise.reject(busy()) : store.settle(...input)),
    }));
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(5) }));
    const stop = new AbortController();
    const running = gateway.run({ signal: stop.signal });
    await lab.time.advance(SECOND / 2);
    stop.abort();
    isBusy = true;
    await lab.time.advance(3 * SECOND);
    isBusy = false;
    await lab.finish(running);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 5 }]);
  });

  it("is stopped by close() with the grace that close() gives", async () => {
    const { lab, main } = await laboratory({ takesMs: 9 * SECOND });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(1) }));
    const running = gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(SECOND);
    const before = lab.time.now();
    await lab.finish(gateway.close({ grace: "2s" }));
    await running;
    expect(lab.time.now() - before).toBeLessThan(4 * SECOND);
    expect(main().aborted).toBe(1);
  });

  it.each(["heartbeat", "claim", "escalate", "audit"] as const)(
    "continues when %s was refused for a while because the store was busy",
    async (verb) => {
      let refusals = 4;
      const { lab } = await laboratory({}, (store) => ({
        ...store,
        [verb]: (input: never) => (refusals-- > 0 ? Promise.reject(busy()) : store[verb](input)),
      }));
      const { gateway } = await lab.open("worker");
      await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
      void gateway.run({ signal: new AbortController().signal });
      await lab.time.advance(60 * SECOND);
      expect(refusals).toBeLessThan(0);
      expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 3 }]);
      const failing = { event: "store.failing", facts: { code: "store/busy" } };
      expect(lab.log).toContainEqual(expect.objectContaining(failing));
    },
  );

  it.each(["heartbeat", "claim", "escalate", "audit"] as const)(
    "ends with the error of a store that cannot recover from %s, and lets another worker start",
    async (verb) => {
      let isDamaged = true;
      const { lab } = await laboratory({}, (store) => ({
        ...store,
        [verb]: (input: never) => (isDamaged ? Promise.reject(damaged()) : store[verb](input)),
      }));
      const { gateway } = await lab.open("worker");
      await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
      const running = gateway.run({ signal: new AbortController().signal });
      running.catch(() => {}); // the test awaits the rejection below
      await lab.time.advance(30 * SECOND);
      isDamaged = false;
      await expect(running).rejects.toMatchObject({ code: "store/damaged" });
      expect((await lab.finish(gateway.health())).worker).toBe("stopped");
      const other = await lab.open("other");
      void other.gateway.run({ signal: new AbortController().signal });
      await lab.time.advance(SECOND);
      expect((await lab.finish(other.gateway.health())).worker).toBe("running");
    },
  );

  it("runs once at a time, and again after it was stopped", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("worker");
    const first = new AbortController();
    const running = gateway.run({ signal: first.signal });
    await lab.time.settle();
    const again = gateway.run({ signal: new AbortController().signal });
    const once = gateway.runOnce({ within: "1s" });
    await expect(again).rejects.toMatchObject({ code: "config/invalid" });
    await expect(once).rejects.toMatchObject({ code: "config/invalid" });
    first.abort();
    await lab.finish(running);
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(2) }));
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(5 * SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 2 }]);
  });

  it("does nothing if it is stopped before it starts", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(2) }));
    await lab.finish(gateway.run({ signal: AbortSignal.abort() }));
    expect((await lab.ledger()).attempts).toEqual([]);
  });

  it("survives a log that throws", async () => {
    let main: FakeVendor | undefined;
    const lab = await openLaboratory({
      sms: (world) => {
        main = fakeVendor(world, { refuse: () => new Error("no") });
        return { main: main.provider };
      },
      config: {
        observe: {
          log: () => {
            throw new TypeError("the log is broken");
          },
        },
      },
      storeOf: (store) => {
        let refusals = 2;
        return {
          ...store,
          claim: async (request) => (refusals-- > 0 ? Promise.reject(busy()) : store.claim(request)),
        };
      },
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(1) }));
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(10 * SECOND);
    expect(main?.received).toHaveLength(1);
  });
});
