import type { InboundItem, LookupAnswer } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { type FakeVendor, type FakeVendorOptions, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

/** Runs a campaign for ten recipients. Their receipts arrive during twenty minutes without a receiver. */
async function downFor20Minutes(
  options: (main: () => FakeVendor) => FakeVendorOptions,
  definition: Parameters<typeof hello>[0] = {},
  delivery: "live" | "capture" = "live",
): Promise<{ lab: Laboratory; main: FakeVendor; back: () => Promise<void> }> {
  const ends: FakeVendor[] = [];
  const main = () => {
    const [end] = ends;
    if (end === undefined) throw new Error("no fake vendor");
    return end;
  };
  const lab = await openLaboratory({
    sms: (world) => {
      const { capabilities, ...rest } = options(main);
      ends.push(fakeVendor(world, { capabilities: { receipts: true, ...capabilities }, ...rest }));
      return { main: main().provider };
    },
    config: { publicUrl: "https://test.invalid", delivery },
    overrides: { pollMs: 10 * SECOND },
  });
  const receiver = await lab.open("receiver");
  partsOf(receiver.gateway).engine.listen();
  await lab.time.advance(SECOND);
  const worker = await lab.open("worker");
  await lab.finish(worker.gateway.campaigns.start(hello(definition), { rows: people(10) }));
  void worker.gateway.run({ signal: new AbortController().signal });
  await lab.time.advance(5 * SECOND);
  receiver.process.crash();
  await lab.time.advance(20 * MINUTE);
  return {
    lab,
    main: main(),
    async back() {
      const again = await lab.open("receiver-2");
      partsOf(again.gateway).engine.listen();
      await lab.time.advance(SECOND);
    },
  };
}

const delivered = (attemptId: string): InboundItem => ({
  type: "receipt",
  kind: "delivered",
  quality: "handset",
  attemptId,
});

const silent = async (lab: Laboratory) => (await lab.events()).filter(({ type }) => type === "attempt.unknown").length;
const evidence = async (lab: Laboratory) =>
  Object.fromEntries((await lab.ledger()).attempts.map(({ evidence: kind, count }) => [kind, count]));

describe("after a period without a receiver", () => {
  it("items that the provider's API received are listed before a missing receipt counts", async () => {
    const { lab, back } = await downFor20Minutes((main) => ({
      inbound: { list: async () => main().received.map(({ attemptId }) => delivered(attemptId)) },
    }));
    expect(await silent(lab)).toBe(0);
    await back();
    await lab.time.advance(30 * MINUTE);
    expect(await evidence(lab)).toEqual({ delivered: 10 });
    expect(await silent(lab)).toBe(0);
  });

  it("a reply of that period counts", async () => {
    const answers = { confirm: { via: ["reply"], replies: { OK: "done" } } } as const;
    const reply: InboundItem = { type: "reply", from: "+33639900003", text: "ok", eventId: "r1" };
    const { lab, back } = await downFor20Minutes(() => ({ inbound: { list: async () => [reply] } }), answers);
    await back();
    await lab.time.advance(MINUTE);
    expect((await lab.ledger()).states.acknowledged).toBe(1);
  });

  it("every message in flight is looked up if nothing can be listed", async () => {
    const { lab, back } = await downFor20Minutes(() => ({
      lookup: async () => ({ type: "receipt", kind: "delivered", quality: "carrier" }),
    }));
    await back();
    await lab.time.advance(MINUTE);
    expect(await evidence(lab)).toEqual({ delivered: 10 });
  });

  it("the gap stays open while the provider's API cannot list, and closes once it can", async () => {
    let isDown = true;
    const { lab, back } = await downFor20Minutes((main) => ({
      inbound: {
        list: async () => {
          if (isDown) throw new Error("down");
          return main().received.map(({ attemptId }) => delivered(attemptId));
        },
      },
    }));
    await back();
    await lab.time.advance(5 * MINUTE);
    expect(await silent(lab)).toBe(0);
    isDown = false;
    await lab.time.advance(MINUTE);
    expect(await evidence(lab)).toEqual({ delivered: 10 });
  });

  it("no recipient is moved because a look-up failed: it is repeated", async () => {
    const failures = new Map<string, number>();
    const { lab, back } = await downFor20Minutes(() => ({
      lookup: async ({ attemptId }): Promise<LookupAnswer> => {
        const failed = failures.get(attemptId) ?? 0;
        failures.set(attemptId, failed + 1);
        if (failed < 2) throw new Error("down");
        return { type: "receipt", kind: "delivered", quality: "carrier" };
      },
    }));
    await back();
    await lab.time.advance(5 * MINUTE);
    expect(await evidence(lab)).toEqual({ delivered: 10 });
    expect(await silent(lab)).toBe(0);
  });

  it("a provider's API that never answers about one attempt delays the others only for a while", async () => {
    const { lab, back } = await downFor20Minutes((main) => ({
      lookup: async ({ attemptId }): Promise<LookupAnswer> => {
        if (attemptId === main().received[0]?.attemptId) throw new Error("no such message");
        return { type: "receipt", kind: "delivered", quality: "carrier" };
      },
    }));
    await back();
    await lab.time.advance(20 * MINUTE);
    expect(await evidence(lab)).toEqual({ delivered: 9, unknown: 1 });
  });

  it("a provider's API without lists and look-ups gets the time in which it repeats its callbacks", async () => {
    const { lab, back } = await downFor20Minutes(() => ({ capabilities: { callbackRetryMs: 5 * MINUTE } }));
    await back();
    await lab.time.advance(4 * MINUTE);
    expect(await silent(lab)).toBe(0);
    await lab.time.advance(25 * MINUTE);
    expect(await evidence(lab)).toEqual({ unknown: 10 });
  });

  it.each([
    { delivery: "live", isAsked: true },
    { delivery: "capture", isAsked: false },
  ] as const)(
    "the provider's API is asked only if messages are really sent: $delivery",
    async ({ delivery, isAsked }) => {
      let asked = 0;
      const list = async () => {
        asked++;
        return [];
      };
      const { lab, back } = await downFor20Minutes(() => ({ inbound: { list } }), {}, delivery);
      await back();
      await lab.time.advance(5 * MINUTE);
      expect(asked > 0).toBe(isAsked);
    },
  );
});
