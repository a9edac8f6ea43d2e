import { LATENCY_BINS, latencyBin } from "@relance/spec";
import { expect, it } from "vitest";
import { learn } from "../src/judge/learn.ts";
import type { ReceiptsReceived } from "../src/judge/receipt-tracker.ts";
import { readMemory } from "../src/watch-memory.ts";

const MINUTE = 60_000;
const NOW = 1_800_000_000_000;
const SILENCE = { from: NOW - 5 * 3_600_000, to: NOW - 16 * MINUTE };

/** A message a second. Receipts arrive immediately, but receipts of a silence arrive at its end. */
function observed(): ReceiptsReceived {
  const seconds = Array.from({ length: 21 }, (_, minute) => {
    const at = NOW - (21 - minute) * MINUTE;
    const received = new Array<number>(LATENCY_BINS).fill(0);
    received[latencyBin(Math.max(2_000, SILENCE.to - at))] = 60;
    return { at, lengthMs: MINUTE, accepted: 60, received };
  });
  const name = { channel: "sms", provider: "sms.main", destination: undefined };
  const flow = { key: "sms.main", name, seconds, captured: 0, lastReceiptAt: NOW, silences: [SILENCE] };
  return {
    flows: [flow],
    now: NOW,
    downtimeOf: () => [],
    silencesFor: () => [],
    missedFor: () => [],
    isSilentTogether: () => false,
    receivedElsewhere: () => undefined,
  };
}

it("receipts that a provider withheld are learned with their latency, unless the provider is suspected", () => {
  const taught = learn(observed(), readMemory(undefined), () => ({}));
  expect(taught?.models.get("sms.main")?.[""]?.quiet).toEqual([SILENCE]);
  const paused = { "sms.main": { state: "paused", since: NOW, pauses: 1 } } as const;
  expect(learn(observed(), { ...readMemory(undefined), providers: paused }, () => ({}))?.models.size).toBe(0);
});

it("learns nothing from messages to a rerouted destination", () => {
  const [flow] = observed().flows;
  if (flow === undefined) throw new Error("there is one");
  const part = { ...flow, key: "sms.main +3361", name: { ...flow.name, destination: "+3361" } };
  const both = { ...observed(), flows: [flow, part] };
  expect(learn(both, readMemory(undefined), () => ({}))?.models.get("sms.main")).toHaveProperty("+3361");
  const parts = { "sms.main +3361": { state: "paused", since: NOW, pauses: 1 } } as const;
  expect(learn(both, { ...readMemory(undefined), parts }, () => ({}))?.models.size).toBe(0);
});
