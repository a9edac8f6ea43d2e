import { createWorld, EAGER_HABITS, type Fault, type Habits, SILENT_HABITS, virtualClock } from "@relance/simulator";
import type { InboundItem, Message } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createStandIn, forwardReplies } from "../../src/world/stand-in.ts";
import { createEvidence, createTimeline } from "../../src/world/timeline.ts";

const START = Date.UTC(2013, 7, 1, 8);
const PHONE = "+33639980000";
const LINK = "https://notify.example.org/a/1";
const context = { signal: new AbortController().signal };

function sms(attemptId = "k1"): Message<"sms"> {
  return { channel: "sms", attemptId, to: PHONE, content: { text: `Bonjour ${LINK}` }, ackUrl: LINK };
}

function session({ habits = SILENT_HABITS, fault }: { habits?: Partial<Habits>; fault?: Partial<Fault> } = {}) {
  const clock = virtualClock(START);
  const faults = fault === undefined ? [] : [{ provider: "sms.main", ...fault }];
  const world = createWorld({ seed: 1, clock, habits, faults });
  world.add([{ key: "p0", contacts: [{ channel: "sms", address: PHONE }] }]);
  const received: InboundItem[] = [];
  const door = { isOpen: true };
  const inbound = { isOpen: () => door.isOpen, add: (_: string, item: InboundItem) => void received.push(item) };
  const carrier = world.carrier("sms.main", { receipts: 1, transit: false });
  forwardReplies("sms.main", carrier, inbound, clock.now);
  const capabilities = { receipts: true, replies: true };
  const profile = {
    kind: "telco",
    channel: "sms",
    vendor: "telco",
    capabilities,
    perSecond: 5,
    canLookUp: true,
  } as const;
  const hand = (_: string, tell: () => void) => tell();
  const ports = { inbound, hand, evidence: createEvidence(clock.now), timeline: createTimeline(START, clock.now) };
  const provider = createStandIn("sms.main", profile, carrier, ports);
  const ask = (attemptId: string) => provider.lookup?.({ attemptId, submittedAt: new Date(START) }, context);
  return { world, received, door, provider, ask, run: () => clock.advanceTo(START + 86_400_000) };
}

describe("a simulated provider", () => {
  it("reports with our attempt id and its own id", async () => {
    const { provider, received, run } = session();
    expect(provider).toMatchObject({ kind: "telco", vendor: "telco", perSecond: 5 });
    const { ref } = await provider.send(sms(), context);
    run();
    expect(received).toMatchObject([{ type: "receipt", kind: "delivered", attemptId: "k1", ref }]);
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
  ])("fails as $code during the fault $fault", async ({ fault, ...expected }) => {
    await expect(session({ fault }).provider.send(sms(), context)).rejects.toMatchObject(expected);
  });

  it("delivers an accepted message although its answer was lost", async () => {
    const { provider, world, run } = session({ fault: { cut: 1 } });
    await expect(provider.send(sms(), context)).rejects.toBeDefined();
    run();
    expect(world.report().reached).toBe(1);
  });

  it("marks an address as dead only if it is", async () => {
    const { provider, received, run } = session({ fault: { bounced: 1 } });
    await provider.send(sms(), context);
    run();
    const dead = { kind: "undelivered", addressPermanent: true, errorCode: "unknown-address" };
    expect(received).toMatchObject([dead]);
  });

  it("forwards recipients' replies, with STOP marked, and then refuses their number", async () => {
    const { provider, received, run } = session({ habits: { ...EAGER_HABITS, stop: 1 } });
    await provider.send(sms(), context);
    run();
    const stop = { type: "reply", from: PHONE, to: "36000", text: "STOP", optOut: "stop" };
    expect(received.at(-1)).toMatchObject(stop);
    await expect(provider.send(sms("k2"), context)).rejects.toMatchObject({ code: "provider/opted-out" });
  });

  it("returns unreceived receipts to a look-up", async () => {
    const { provider, door, received, ask, run } = session();
    await provider.send(sms(), context);
    expect(await ask("k1")).toBe("still-accepted");
    door.isOpen = false;
    run();
    expect(received).toEqual([]);
    expect(await ask("k1")).toMatchObject({ type: "receipt", kind: "delivered" });
  });
});
