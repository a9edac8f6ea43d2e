import type { InboundItem, Message } from "@relance/spec";
import { describe, expect, it } from "vitest";
import {
  EAGER_HABITS,
  SILENT_HABITS,
  type SimulatedSmsOptions,
  simulatedEmail,
  simulatedPush,
  simulatedSms,
} from "../../src/index.ts";
import { phoneOf, START, scene } from "../support/population.ts";

const LINK = "https://notify.example.org/a/1";
const { signal } = new AbortController();

function sms(attemptId = "k1", index = 0): Message<"sms"> {
  return { channel: "sms", attemptId, to: phoneOf(index), content: { text: `Bonjour ${LINK}` } };
}

function stage(options: Partial<SimulatedSmsOptions> = {}, init: Parameters<typeof scene>[0] = {}) {
  const it = scene({ count: 3, habits: SILENT_HABITS, ...init });
  const items: InboundItem[] = [];
  const provider = simulatedSms({
    world: it.world,
    instance: "sms.main",
    carrier: { receipts: 1 },
    onReceipt: (instance, item) => {
      expect(instance).toBe("sms.main");
      items.push(item);
    },
    ...options,
  });
  return { ...it, provider, items };
}

describe("simulated SMS", () => {
  it("hands its reports over under our attempt id and its own reference", async () => {
    const { provider, items, run } = stage();
    const { ref } = await provider.send(sms(), { signal });
    await run();
    expect(items.map((item) => item.type === "receipt" && item.kind).sort()).toEqual(["delivered", "in-transit"]);
    for (const item of items) expect(item).toMatchObject({ attemptId: "k1", ref });
    expect(items.at(-1)?.occurredAt).toBeGreaterThan(START);
    expect(provider.requestsOf("k1")).toBe(1);
  });

  it.each([
    { fault: { refused: 1 }, code: "provider/bad-recipient", disposition: "reject", outcome: "not-sent" },
    { fault: { unavailable: 1 }, code: "provider/unavailable", disposition: "reroute", outcome: "not-sent" },
    {
      fault: { throttled: 1, retryAfterMs: 7_000 },
      code: "provider/rate-limited",
      disposition: "retry",
      outcome: "not-sent",
      retryAfterMs: 7_000,
    },
    { fault: { cut: 1 }, code: "provider/connection-lost", disposition: "retry", outcome: "unknown" },
  ])("fails as $code in a spell of $fault", async ({ fault, ...expected }) => {
    const { provider } = stage({}, { faults: [{ provider: "sms.main", ...fault }] });
    await expect(provider.send(sms(), { signal })).rejects.toMatchObject(expected);
  });

  it("delivers what it took although its answer was lost", async () => {
    const { provider, world, run } = stage({}, { faults: [{ provider: "sms.main", cut: 1 }] });
    await expect(provider.send(sms(), { signal })).rejects.toBeDefined();
    await run();
    expect(world.report().reached).toBe(1);
  });

  it("marks an address as dead only when it is", async () => {
    const { provider, items, run } = stage({ carrier: { deadAddresses: 1, receipts: 1 } });
    await provider.send(sms(), { signal });
    await run();
    expect(items.at(-1)).toMatchObject({
      kind: "undelivered",
      addressPermanent: true,
      errorCode: "unknown-address",
    });
  });

  it("hands over what people reply, with STOP named", async () => {
    const habits = { ...EAGER_HABITS, stop: 1 };
    const { provider, items, run } = stage({}, { habits });
    await provider.send(sms(), { signal });
    await run();
    expect(items.at(-1)).toMatchObject({
      type: "reply",
      from: phoneOf(0),
      to: "36000",
      text: "STOP",
      optOut: "stop",
    });
    await expect(provider.send(sms("k2"), { signal })).rejects.toMatchObject({ code: "provider/opted-out" });
  });

  it("answers after its latency, by the world's clock", async () => {
    const { provider, clock } = stage({ answerAfter: [{ share: 1, medianMs: 800, sigma: 0 }] });
    const start = clock.now();
    let answeredAt: number | undefined;
    const sending = provider.send(sms(), { signal }).then(() => {
      answeredAt = clock.now();
    });
    clock.advanceTo(start + 799);
    await Promise.resolve();
    expect(answeredAt).toBeUndefined();
    clock.advanceTo(start + 800);
    await sending;
    expect(answeredAt).toBe(start + 800);
  });

  it("leaves the outcome unknown when the caller gives up first, and sends nothing after it gave up", async () => {
    const { provider, world } = stage({ answerAfter: [{ share: 1, medianMs: 60_000, sigma: 0 }] });
    const stop = new AbortController();
    const sending = provider.send(sms(), { signal: stop.signal });
    stop.abort();
    await expect(sending).rejects.toMatchObject({ code: "provider/timeout", outcome: "unknown" });
    const late = provider.send(sms("k2"), { signal: stop.signal });
    await expect(late).rejects.toMatchObject({ code: "provider/timeout", outcome: "not-sent" });
    expect(world.report().couriers["sms.main"]?.taken).toBe(1);
  });

  it("can be asked about an attempt, when it can, and says so truthfully", async () => {
    const { provider, run } = stage({ canLookUp: true });
    await provider.send(sms(), { signal });
    const ask = (attemptId: string) => provider.lookup?.({ attemptId, submittedAt: new Date(0) }, { signal });
    expect(await ask("k1")).toBe("still-accepted");
    await run();
    expect(await ask("k1")).toMatchObject({ type: "receipt", kind: "delivered" });
    expect(await ask("k9")).toBe("not-found");
    expect(provider.capabilities.lookupIsAuthoritative).toBe(true);
    expect(stage().provider.lookup).toBeUndefined();
  });

  it("counts a listener that takes its time as work under way", async () => {
    let finish: () => void = () => undefined;
    const onReceipt = () => new Promise<void>((resolve) => (finish = resolve));
    const { provider, world, clock } = stage({ onReceipt });
    await provider.send(sms(), { signal });
    clock.advanceTo(clock.nextAt() ?? 0);
    expect(world.inFlight()).toBe(1);
    finish();
    await expect.poll(() => world.inFlight()).toBe(0);
  });
});

describe("simulated email and push", () => {
  it("brings mail without reporting anything, and without the opt-out link among those a reader presses", async () => {
    const { world, run } = scene({ count: 1, habits: SILENT_HABITS });
    const provider = simulatedEmail({ world, instance: "email.smtp" });
    const optOutUrl = "https://notify.example.org/u/1";
    const content = { subject: "Rappel", text: `Ici ${LINK}, ou stop ${optOutUrl}` };
    await provider.send({ channel: "email", attemptId: "k1", to: "p0@example.org", content, optOutUrl }, { signal });
    await run();
    expect(world.person("p0")?.received).toMatchObject([{ subject: "Rappel", links: [LINK] }]);
    expect(provider.receipts).toBeUndefined();
    expect(provider.capabilities).toMatchObject({ receipts: false, replies: false });
  });

  it("wakes a device, which reports arrival and pressing", async () => {
    const items: InboundItem[] = [];
    const { world, run } = scene({ count: 1, habits: EAGER_HABITS });
    const onReceipt = (_: string, item: InboundItem) => void items.push(item);
    const provider = simulatedPush({ world, instance: "push.web", service: { receipts: 1 }, onReceipt });
    const to = { endpoint: "https://push.example.org/push/0", keys: { p256dh: "", auth: "" } };
    const content = { title: "Rappel", body: "Bonjour" };
    await provider.send({ channel: "push", attemptId: "k1", to, content, ackUrl: LINK }, { signal });
    await run();
    expect(items).toMatchObject([
      { kind: "delivered", quality: "device", attemptId: "k1" },
      { kind: "engaged", quality: "human", attemptId: "k1" },
    ]);
    expect(world.person("p0")?.received[0]?.links).toEqual([LINK]);
  });

  it("reads its own reports from a request, for hosts that prefer their webhook", async () => {
    const { world } = scene({ count: 1 });
    const { receipts } = simulatedPush({ world, instance: "push.web" });
    const items = [{ type: "signal", kind: "shown", attemptId: "k1" }] as const;
    const request = (body: string) => ({
      method: "POST",
      url: "https://notify.example.org/receipts/push.web",
      headers: new Headers(),
      body: new TextEncoder().encode(body),
    });
    expect(await receipts?.parse(request(JSON.stringify(items)))).toEqual(items);
    expect(() => receipts?.parse(request("{"))).toThrowError(expect.objectContaining({ status: 400 }));
  });
});
