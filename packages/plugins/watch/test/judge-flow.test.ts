import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowBins } from "../src/flows.ts";
import { judgeFlow } from "../src/judge-flow.ts";
import { lognormalModel, unknownModel } from "../src/latency-model.ts";
import { factsOf, knownAt } from "./support/seeded-flow.ts";

/** The model of the healthy carrier in these tests, with a median latency of 5 s. */
const MODEL = { ...lognormalModel(5_000, 0.7, 0.98), learnedFrom: 10_000 };
const judge = (bins: FlowBins, now: number, more: object = {}) =>
  judgeFlow({ bins, model: MODEL, expectsReceipts: true, now, ...more });

describe("the verdict on a flow", () => {
  it("is green for a healthy carrier at every moment", () => {
    const facts = factsOf({ perSecond: 20, seconds: 300 });
    const kinds = [20, 60, 120, 300].map((second) => judge(knownAt(facts, second * 1_000), second * 1_000).kind);
    expect(kinds).toEqual(["green", "green", "green", "green"]);
  });

  it("suspects a loss of a quarter within half a minute, and states its minimum", () => {
    const facts = factsOf({ perSecond: 100, seconds: 40, lost: () => 0.26 });
    const verdict = judge(knownAt(facts, 30_000), 30_000);
    expect(verdict).toMatchObject({ kind: "suspected-loss", level: "pause" });
    expect(verdict.loss?.atLeast).toBeGreaterThan(0.05);
    expect(verdict.loss?.atMost).toBeLessThan(0.45);
    expect(verdict.loss?.likeliest).toBeCloseTo(0.26, 1);
  });

  it("warns about a loss that begins in the middle before it is certain", () => {
    const facts = factsOf({ perSecond: 100, seconds: 400, lost: (at) => (at > 300_000 ? 0.26 : 0) });
    expect(judge(knownAt(facts, 340_000), 340_000)).toMatchObject({ kind: "receipt-lag", level: "warn" });
  });

  it("is certain once the doubt has lasted half a minute, even if all older messages have receipts", () => {
    const facts = factsOf({ perSecond: 50, seconds: 400, lost: (at) => (at > 300_000 ? 0.26 : 0) });
    const said = (doubtedSince?: number) => judge(knownAt(facts, 365_000), 365_000, { doubtedSince });
    expect(said()).toMatchObject({ kind: "receipt-lag", level: "warn" });
    expect(said(345_000)).toMatchObject({ kind: "receipt-lag", level: "warn" });
    expect(said(330_000)).toMatchObject({ kind: "suspected-loss", level: "pause" });
    expect(said(330_000).loss?.likeliest).toBeGreaterThan(0.15);
  });

  it.each([340, 350, 365])("gives an interval that contains the loss since second 300, at second %i", (second) => {
    for (let seed = 1; seed <= 5; seed++) {
      const facts = factsOf({ perSecond: 100, seconds: 370, lost: (at) => (at > 300_000 ? 0.26 : 0), seed });
      const { loss } = judge(knownAt(facts, second * 1_000), second * 1_000, { doubtedSince: 320_000 });
      expect(loss?.atMost).toBeGreaterThan(0.26);
      expect(loss?.atLeast).toBeLessThan(0.26);
      expect(Math.abs((loss?.likeliest ?? 0) - 0.26)).toBeLessThan(0.06);
    }
  });

  it("reports no loss for a flow that is eight times slower since a doubt began", () => {
    const facts = factsOf({ perSecond: 50, seconds: 400, slowness: (at) => (at > 200_000 ? 8 : 1) });
    const levels = [250, 270, 300, 340].map(
      (second) => judge(knownAt(facts, second * 1_000), second * 1_000, { doubtedSince: 218_000 }).level,
    );
    expect(levels).not.toContain("pause");
  });

  it("stops no unknown flow that becomes eight times slower while messages are sent", () => {
    const model = unknownModel();
    const parts = [
      { perSecond: 87, usual: 1 },
      { perSecond: 9, usual: 9 },
      { perSecond: 4, usual: 360 },
    ].map(({ perSecond, usual }, seed) =>
      factsOf({ perSecond, seconds: 56, slowness: (at) => (at > 24_000 ? 8 * usual : usual), seed: seed + 1 }),
    );
    const levels = [46, 48, 50, 52].map(
      (second) => judge(knownAt(parts.flat(), second * 1_000), second * 1_000, { model, doubtedSince: 44_000 }).level,
    );
    expect(levels).not.toContain("pause");
  });

  it("confirms receipts still missing after five minutes, even for an unknown flow", () => {
    const facts = factsOf({ perSecond: 5, seconds: 120, lost: () => 0.3 });
    const verdict = judge(knownAt(facts, 430_000), 430_000, { model: lognormalModel() });
    expect(verdict).toMatchObject({ kind: "confirmed-loss", level: "pause" });
  });

  it("is `unknown` for a flow that has reported few messages since its first one, if slowness does not explain it", () => {
    const model = unknownModel();
    const facts = factsOf({ perSecond: 100, seconds: 60, lost: () => 0.4 });
    expect(judge(knownAt(facts, 10_000), 10_000, { model })).toMatchObject({ level: "none" });
    expect(judge(knownAt(facts, 60_000), 60_000, { model, doubtedSince: 20_000 })).toMatchObject({
      kind: "stall",
      level: "warn",
      isUnknown: true,
    });
  });

  it("stops an unknown flow that reported more before", () => {
    const facts = factsOf({ perSecond: 50, seconds: 400, lost: (at) => (at > 120_000 ? 0.4 : 0) });
    const judged = judge(knownAt(facts, 190_000), 190_000, { model: unknownModel(), doubtedSince: 145_000 });
    expect(judged).toMatchObject({ kind: "suspected-loss", level: "pause" });
  });

  it("needs less evidence about an unknown flow half a minute after its first wave, and decides within a minute", () => {
    const wave = { perSecond: 15, seconds: 27 };
    const said = (carrier: object, second: number, seed = 4) =>
      judge(knownAt(factsOf({ ...wave, ...carrier, seed }), second * 1_000), second * 1_000, { model: unknownModel() });
    expect(said({ lost: () => 0.35 }, 60)).toMatchObject({ level: "warn", isUnknown: true });
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
      expect(said({ lost: () => 0.28 }, 92, seed)).toMatchObject({ level: "warn", isUnknown: true });
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) expect(said({}, 92, seed)).toMatchObject({ kind: "green" });
    const slower = { slowness: (at: number) => (at > 20_000 ? 8 : 1) };
    for (const second of [40, 60, 90, 120]) expect(said(slower, second).level).not.toBe("pause");
  });

  it.each([
    ["60 % around 2 s and 40 % around 20 s", (at: number) => (at % 10 < 6 ? 0.4 : 4)],
    ["all around 40 s", () => 8],
  ])("does not stop an unknown flow for its latency curve: %s", (_, slowness) => {
    const model = unknownModel();
    const facts = factsOf({ perSecond: 50, seconds: 240, slowness });
    const levels = [5, 10, 20, 40, 60, 90, 120, 240].map(
      (second) => judge(knownAt(facts, second * 1_000), second * 1_000, { model }).level,
    );
    expect(levels).not.toContain("pause");
  });

  it("is `stall` for a carrier that is eight times slower, and reports no loss", () => {
    const facts = factsOf({ perSecond: 50, seconds: 400, slowness: (at) => (at > 200_000 ? 8 : 1) });
    const verdicts = [260, 300, 340, 380].map((second) => judge(knownAt(facts, second * 1_000), second * 1_000));
    expect(verdicts.map(({ level }) => level)).not.toContain("pause");
    expect(verdicts.map(({ kind }) => kind)).toContain("stall");
  });

  it("is `stall` for a silent carrier, however long the silence", () => {
    const facts = factsOf({ perSecond: 50, seconds: 300 }).filter(
      (fact) => fact.type === "accepted" || fact.at < 150_000,
    );
    const kinds = [175, 215, 300, 600].map((second) => judge(knownAt(facts, second * 1_000), second * 1_000));
    expect(kinds).toMatchObject(kinds.map(() => ({ kind: "stall", level: "warn" })));
    expect(kinds[0]?.silentSince).toBeGreaterThan(147_000);
    expect(kinds[0]?.silentSince).toBeLessThan(150_000);
  });

  it("does not wait for a carrier while its provider reports others", () => {
    const facts = factsOf({ perSecond: 50, seconds: 60, lost: () => 1 });
    expect(judge(knownAt(facts, 20_000), 20_000).kind).toBe("stall");
    expect(judge(knownAt(facts, 20_000), 20_000, { isPipeOpen: true }).kind).toBe("suspected-loss");
  });
});

describe("the verdict without evidence", () => {
  it.each([
    ["a provider without receipts", { expectsReceipts: false }, "no-receipts-expected"],
    ["a downtime over everything", { downtime: [{ from: 0 }] }, "downtime"],
  ])("is that nothing can be concluded about %s", (_, more, why) => {
    const facts = factsOf({ perSecond: 50, seconds: 30 });
    expect(judge(knownAt(facts, 30_000), 30_000, more)).toMatchObject({
      kind: "not-enough-evidence",
      level: "none",
      why,
    });
  });

  it("is the same for five messages, new or old", () => {
    const facts = factsOf({ perSecond: 5, seconds: 1, lost: () => 1 });
    expect(judge(knownAt(facts, 5_000), 5_000)).toMatchObject({
      kind: "not-enough-evidence",
      why: "too-young",
    });
    expect(judge(knownAt(facts, 250_000), 250_000)).toMatchObject({
      kind: "not-enough-evidence",
      why: "too-few",
    });
  });

  it("reports no loss for receipts that our server missed", () => {
    const facts = factsOf({ perSecond: 50, seconds: 120 }).filter(
      (fact) => fact.type === "accepted" || fact.at < 60_000,
    );
    const bins = knownAt(facts, 300_000);
    expect(judge(bins, 300_000, { isPipeOpen: true }).level).toBe("pause");
    expect(judge(bins, 300_000, { isPipeOpen: true, downtime: [{ from: 60_000 }] }).level).toBe("none");
  });

  it("never throws, whatever was counted, and concludes nothing from fewer than 150 messages", () => {
    const second = fc.record({
      at: fc.integer({ min: -1e6, max: 1e6 }),
      accepted: fc.integer({ min: 0, max: 100 }),
      received: fc.array(fc.integer({ min: -2, max: 30 }), { maxLength: 80 }),
    });
    fc.assert(
      fc.property(fc.array(second, { maxLength: 20 }), fc.integer({ min: -1e6, max: 1e6 }), (seconds, now) => {
        const verdict = judge({ seconds, lastReceiptAt: now + 5_000 }, now);
        const { accepted, level, loss = {} } = verdict;
        expect([accepted, ...Object.values(loss)].filter((figure) => !Number.isFinite(figure))).toEqual([]);
        if (accepted < 150) expect(level).toBe("none");
      }),
      { numRuns: 300 },
    );
  });

  it("is the same if the clock was set back before all its messages", () => {
    const clockWentBack = knownAt(factsOf({ perSecond: 100, seconds: 60 }), 60_000);
    expect(judge(clockWentBack, -3_600_000)).toMatchObject({ kind: "not-enough-evidence" });
  });
});
