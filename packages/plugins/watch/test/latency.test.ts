import { LATENCY_BINS, latencyBin, lowerEdge, upperEdge } from "@relance/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { learnModel } from "../src/judge/learn.ts";
import { answeredWithin, lognormalModel } from "../src/latency-model.ts";
import { observe } from "../src/observation.ts";
import { factsOf, knownAt } from "./support/seeded-flow.ts";

describe("latency bins", () => {
  it("contain every latency in exactly one bin", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (latency) => {
        const bin = latencyBin(latency);
        expect(latency).toBeGreaterThanOrEqual(lowerEdge(bin));
        expect(latency).toBeLessThan(upperEdge(bin));
      }),
    );
  });

  it("count a receipt from before its message, and an invalid latency, in the first bin", () => {
    expect([latencyBin(-5_000), latencyBin(Number.NaN), latencyBin(0)]).toEqual([0, 0, 0]);
    expect(latencyBin(1e12)).toBe(LATENCY_BINS - 1);
  });
});

describe("a latency model", () => {
  it("starts with receipts for nine in ten messages within a minute", () => {
    expect(answeredWithin(lognormalModel(), 60_000)).toBeCloseTo(0.9, 2);
    expect(lognormalModel().share).toBe(0.9);
  });

  it("never decreases with age, and is slower by its scale", () => {
    const model = lognormalModel(5_000, 0.7, 0.98);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 0, max: 1e6 }), (age, more) => {
        expect(answeredWithin(model, age + more)).toBeGreaterThanOrEqual(answeredWithin(model, age));
      }),
    );
    expect(answeredWithin(model, 40_000, 4)).toBeCloseTo(answeredWithin(model, 10_000), 10);
  });

  it("learns from old messages how soon and how often a flow reports", () => {
    const bins = knownAt(factsOf({ perSecond: 50, seconds: 120, answered: 0.8 }), 2_000_000);
    const learned = learnModel(lognormalModel(), bins, { now: 2_000_000 });
    expect(learned.learnedFrom).toBe(6_000);
    expect(learned.share).toBeCloseTo(0.8, 1);
    expect(answeredWithin(learned, 5_000)).toBeCloseTo(0.5, 1);
    expect(answeredWithin(learned, 60_000)).toBeGreaterThan(0.97);
  });

  it("learns nothing from young messages or downtimes", () => {
    const bins = knownAt(factsOf({ perSecond: 50, seconds: 60 }), 100_000);
    const model = lognormalModel();
    expect(learnModel(model, bins, { now: 100_000 })).toBe(model);
    expect(learnModel(model, bins, { now: 2_000_000, downtime: [{ from: 0 }] })).toBe(model);
  });
});

describe("an observation", () => {
  it("ends a message's age when our receiver stopped", () => {
    const seconds = [{ at: 0, accepted: 10, received: binsWith({ 2000: 3, 30000: 4 }) }];
    const observed = observe(seconds, { now: 60_000, windowMs: 120_000 });
    expect(observed).toMatchObject({ accepted: 10, receipts: 7, waiting: [{ count: 3, ageMs: 59_500 }] });
    const downtime = observe(seconds, { now: 60_000, windowMs: 120_000, downtime: [{ from: 10_000, to: 20_000 }] });
    expect(downtime).toMatchObject({ accepted: 10, receipts: 3, waiting: [{ count: 7, ageMs: 9_500 }] });
  });

  it("counts the age of a message until its receipts were read", () => {
    const seconds = [{ at: 0, seenAt: 40_000, accepted: 10, received: binsWith({ 2000: 3, 30000: 4 }) }];
    const read = observe(seconds, { now: 60_000, windowMs: 120_000 });
    expect(read).toMatchObject({ accepted: 10, receipts: 7, waiting: [{ count: 3, ageMs: 39_500 }] });
    expect(observe(seconds, { now: 60_000, windowMs: 120_000, minAgeMs: 50_000 }).accepted).toBe(0);
  });
});

function binsWith(latencies: Readonly<Record<number, number>>): readonly number[] {
  const received = new Array<number>(LATENCY_BINS).fill(0);
  for (const [latency, count] of Object.entries(latencies)) received[latencyBin(Number(latency))] = count;
  return received;
}
