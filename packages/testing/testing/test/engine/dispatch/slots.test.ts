import { StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const stop = () => new AbortController();

describe("the slots of a provider", () => {
  it.each([{ concurrency: 1 }, { concurrency: 7 }, { concurrency: 200 }])(
    "serve at most $concurrency calls in parallel, and all messages in the end",
    async ({ concurrency }) => {
      let main: ReturnType<typeof fakeVendor> | undefined;
      const lab = await openLaboratory({
        sms: (world) => {
          main = fakeVendor(world, { concurrency, takesMs: ({ attemptId }) => 10 + (attemptId.length % 3) * 40 });
          return { main: main.provider };
        },
      });
      const { gateway } = await lab.open("worker");
      await lab.finish(gateway.campaigns.start(hello(), { rows: people(300) }));
      void gateway.run({ signal: stop().signal });
      await lab.time.advance(60 * SECOND);
      expect(main?.received).toHaveLength(300);
      expect(main?.most).toBe(Math.min(concurrency, 300));
    },
  );

  it("are released if the store fails while they are taken", async () => {
    let permits = 0;
    const lab = await openLaboratory({
      sms: (world) => ({
        bystander: fakeVendor(world, { concurrency: 2 }).provider,
        main: fakeVendor(world, { concurrency: 2, perSecond: 1_000 }).provider,
      }),
      storeOf: (store) => ({
        ...store,
        permit: async (input) => {
          permits += 1;
          if (permits <= 20) throw new StoreError("store/busy", "busy", { retryable: true });
          return store.permit(input);
        },
      }),
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(50) }));
    void gateway.run({ signal: stop().signal });
    await lab.time.advance(60 * SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 50 }]);
  });

  it("are released if a claim fails, and no outcome is lost", async () => {
    let claims = 0;
    const lab = await openLaboratory({
      sms: (world) => ({ main: fakeVendor(world, { concurrency: 3, takesMs: 20 }).provider }),
      storeOf: (store) => ({
        ...store,
        claim: async (request) => {
          claims += 1;
          if (claims % 3 !== 0) throw new StoreError("store/busy", "busy", { retryable: true });
          return store.claim(request);
        },
      }),
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(20) }));
    void gateway.run({ signal: stop().signal });
    await lab.time.advance(120 * SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 20 }]);
  });

  it("follow the provider's rate without unused permits", async () => {
    let main: ReturnType<typeof fakeVendor> | undefined;
    const lab = await openLaboratory({
      sms: (world) => {
        main = fakeVendor(world, { perSecond: 20, takesMs: 5 });
        return { main: main.provider };
      },
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(400) }));
    void gateway.run({ signal: stop().signal });
    await lab.time.advance(10 * SECOND);
    expect(main?.received.length).toBeGreaterThan(190);
    expect(main?.received.length).toBeLessThanOrEqual(206);
  });

  it("of two workers together follow a low rate without unused permits", async () => {
    const lab = await openLaboratory({
      sms: (world) => ({
        bystander: fakeVendor(world, { perSecond: 20 }).provider,
        main: fakeVendor(world, { perSecond: 1 }).provider,
      }),
      singleWorker: false,
    });
    for (const name of ["a", "b"]) {
      const { gateway } = await lab.open(name);
      if (name === "a") await lab.finish(gateway.campaigns.start(hello(), { rows: people(100) }));
      void gateway.run({ signal: stop().signal });
    }
    await lab.time.advance(60 * SECOND);
    const [sent] = (await lab.ledger()).attempts;
    expect(sent?.count).toBeGreaterThanOrEqual(60);
    expect(sent?.count).toBeLessThanOrEqual(61);
  });
});
