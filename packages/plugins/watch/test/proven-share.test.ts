import { describe, expect, it } from "vitest";
import { judgeFlow } from "../src/judge-flow.ts";
import { lognormalModel, unknownModel } from "../src/latency-model.ts";
import { type ProvenCount, withProven } from "../src/proven-share.ts";
import { factsOf, knownAt } from "./support/seeded-flow.ts";

const KNOWN = { ...lognormalModel(5_000, 0.7, 0.98), learnedFrom: 10_000 };

/** This many messages were answered and have this many receipts. Of all messages, 60 % have a receipt. */
function proven(messages: number, receipts: number, all = { messages: 1_000, receipts: 600 }): ProvenCount {
  return { messages, receipts, all, due: 1 };
}

/** A first wave of 400 messages within 27 seconds. */
function wave(lost: number, second: number, more: object = {}) {
  const facts = factsOf({ perSecond: 15, seconds: 27, seed: 4, lost: () => lost });
  return judgeFlow({
    bins: knownAt(facts, second * 1_000),
    model: unknownModel(),
    expectsReceipts: true,
    now: second * 1_000,
    ...more,
  });
}

describe("a lower share of receipts that recipients' answers prove", () => {
  it("is used once as few of the answered messages have a receipt as of all", () => {
    const { share } = withProven(KNOWN, proven(40, 24));
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.6);
    expect(withProven(KNOWN, proven(400, 240)).share).toBeGreaterThan(share);
    expect(withProven(unknownModel(), proven(40, 24)).others?.map((other) => other.share)).toEqual([
      share,
      share,
      share,
    ]);
  });

  it("is not used if they have more, if too few answered, or if answers were not requested", () => {
    for (const one of [proven(40, 39), proven(400, 360), proven(5, 3), proven(0, 0), undefined])
      expect(withProven(KNOWN, one)).toBe(KNOWN);
  });

  it("does not exist if none of many messages has a receipt", () => {
    expect(withProven(KNOWN, proven(20, 0, { messages: 300, receipts: 0 })).share).toBe(0.01);
  });

  it("is not lower than the receipts that could have arrived by now", () => {
    const slow = { ...proven(100, 60), due: 0.62 };
    expect(withProven(KNOWN, slow)).toBe(KNOWN);
  });

  it("clears a carrier, and still reveals a further loss", () => {
    const judged = (lost: number, answered: ProvenCount) => wave(lost, 90, { proven: answered });
    expect(judged(0.4, proven(60, 36))).toMatchObject({ kind: "green", proven: proven(60, 36) });
    const all = { messages: 400, receipts: 100 };
    expect(judged(0.75, proven(200, 120, all))).toMatchObject({ level: "pause", proven: { messages: 200 } });
  });
});

describe("a first wave of an unknown carrier with a receipt for 60 % of its messages", () => {
  it("is a loss only if just the recipients with a receipt answer", () => {
    const unknown = { kind: "stall", level: "warn", isUnknown: true };
    expect(wave(0.4, 60)).toMatchObject(unknown);
    expect(wave(0.4, 150)).toMatchObject(unknown);
    expect(wave(0.4, 150, { proven: proven(3, 2) })).toMatchObject(unknown);
    expect(wave(0.4, 60, { proven: proven(8, 8) })).toMatchObject(unknown);
    expect(wave(0.4, 60, { proven: proven(30, 29) })).toMatchObject({ kind: "suspected-loss", level: "pause" });
  });

  it("is a loss of a known carrier without any answer", () => {
    expect(wave(0.4, 60, { model: KNOWN }).level).toBe("pause");
  });
});
