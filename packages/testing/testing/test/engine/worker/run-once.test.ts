import type { ReceiptItem } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { type FakeVendor, type FakeVendorOptions, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

async function laboratory(options: FakeVendorOptions = {}): Promise<{ lab: Laboratory; ends: FakeVendor[] }> {
  const ends: FakeVendor[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const main = fakeVendor(world, options);
      ends.push(main);
      return { main: main.provider };
    },
    config: { publicUrl: "https://test.invalid" },
  });
  return { lab, ends };
}

describe("runOnce()", () => {
  it.each([
    { named: "an instant fake vendor", far: {} },
    { named: "a slow fake vendor", far: { takesMs: 4 * SECOND, concurrency: 10 } },
    { named: "a fake vendor with a rate", far: { perSecond: 10, takesMs: 20 } },
  ])("sends to all recipients who are due through $named, and ends automatically", async ({ far }) => {
    const { lab } = await laboratory(far);
    const { gateway } = await lab.open("cron");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(60) }));
    const before = lab.time.now();
    await lab.finish(gateway.runOnce({ within: "1m" }));
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 60 }]);
    expect(lab.time.now() - before).toBeLessThan(40 * SECOND);
    expect(await lab.finish(gateway.health())).toMatchObject({ worker: "stopped", auditor: "green" });
  });

  it("ends immediately if nothing is due", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("cron");
    const before = lab.time.now();
    await lab.finish(gateway.runOnce({ within: "1m" }));
    expect(lab.time.now() - before).toBeLessThan(SECOND);
  });

  it("has nothing to report when it runs again, because it ended cleanly", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("cron");
    for (let run = 0; run < 3; run++) await lab.finish(gateway.runOnce({ within: "1s" }));
    expect(lab.log.filter(({ level }) => level !== "info")).toEqual([]);
  });

  it("keeps its lease over a long budget, so that its attempts stay certain", async () => {
    const { lab } = await laboratory({ takesMs: 9 * SECOND, concurrency: 2 });
    const { gateway } = await lab.open("cron");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(16) }));
    await lab.finish(gateway.runOnce({ within: "2m" }));
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 16 }]);
    expect((await lab.events()).filter(({ type }) => type === "attempt.uncertain")).toEqual([]);
  });

  it("claims no recipient after its budget, and settles messages in flight", async () => {
    const { lab, ends } = await laboratory({ takesMs: 4 * SECOND, concurrency: 2 });
    const { gateway } = await lab.open("cron");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(20) }));
    await lab.finish(gateway.runOnce({ within: "6s" }));
    expect(ends[0]).toMatchObject({ aborted: 0, received: { length: 4 } });
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 4 }]);
  });

  it("called twice in parallel works once, and both calls end with it", async () => {
    const { lab, ends } = await laboratory({ takesMs: SECOND });
    const { gateway } = await lab.open("host");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(10) }));
    const calls = [gateway.runOnce({ within: "1m" }), gateway.runOnce({ within: "1m" })];
    await lab.finish(Promise.all(calls));
    expect(ends[0]?.received).toHaveLength(10);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 10 }]);
  });

  it("ends when the gateway is closed", async () => {
    const { lab } = await laboratory({ takesMs: 5 * SECOND, concurrency: 1 });
    const { gateway } = await lab.open("cron");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(60) }));
    const once = gateway.runOnce({ within: "10m" });
    await lab.time.advance(SECOND);
    const before = lab.time.now();
    await lab.finish(gateway.close());
    await once;
    expect(lab.time.now() - before).toBeLessThan(6 * SECOND);
  });

  it("fetches missed items before it counts a receipt as missing", async () => {
    const inbox: ReceiptItem[] = [];
    const { lab, ends } = await laboratory({
      capabilities: { receipts: true },
      inbound: { list: async () => inbox },
    });
    const { process, gateway } = await lab.open("cron");
    partsOf(gateway).engine.listen();
    await lab.time.advance(SECOND);
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(1) }));
    await lab.finish(gateway.runOnce({ within: "1m" }));
    process.crash();
    await lab.time.advance(30 * MINUTE);
    const attemptId = ends[0]?.received[0]?.attemptId;
    inbox.push({ type: "receipt", kind: "delivered", quality: "handset", attemptId });
    const next = await lab.open("next");
    partsOf(next.gateway).engine.listen();
    await lab.time.advance(SECOND);
    await lab.finish(next.gateway.runOnce({ within: "1m" }));
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "delivered", count: 1 }]);
    expect((await lab.events()).filter(({ type }) => type === "attempt.unknown")).toEqual([]);
  });

  it("refuses an invalid duration, which would end before it has begun", async () => {
    const { lab } = await laboratory();
    const { gateway } = await lab.open("worker");
    for (const options of [{ budget: "10s" }, { within: 10 }, { within: "5" }])
      await expect(gateway.runOnce(options as never)).rejects.toMatchObject({ code: "config/invalid" });
  });
});
