import { describe, expect, it } from "vitest";
import type { FlowBins } from "../src/flows.ts";
import { learnModel } from "../src/judge/learn.ts";
import { judgeFlow } from "../src/judge-flow.ts";
import { judgePilot } from "../src/judge-pilot.ts";
import { answeredWithin, lognormalModel, unknownModel } from "../src/latency-model.ts";
import { addSilence } from "../src/silence.ts";
import { addToBins, type BinDelta } from "./support/add-to-bins.ts";
import { type Carrier, factsOf } from "./support/seeded-flow.ts";

const MODEL = { ...lognormalModel(5_000, 0.7, 0.98), learnedFrom: 10_000 };
const LOOK_MS = 4_000;

/** Returns when the carrier hands over a receipt that is ready at `readyAt`. */
type Held = (readyAt: number) => number;
const bursts =
  (everyMs: number): Held =>
  (at) =>
    Math.ceil(at / everyMs) * everyMs;
const stop =
  (from: number, to: number): Held =>
  (at) =>
    at >= from && at < to ? to : at;

/** Yields the counts that each check reads of a carrier that withholds receipts. */
function* looks(carrier: Carrier, held: Held, model = MODEL) {
  const facts = factsOf({ ...carrier }).map((fact): BinDelta => ({ ...fact, at: arrival(fact, held) }));
  facts.sort((a, b) => a.at - b.at);
  let bins: FlowBins = { seconds: [] };
  for (let now = LOOK_MS; now <= carrier.seconds * 1_000; now += LOOK_MS) {
    const fresh = facts.filter(({ at }) => at > now - LOOK_MS && at <= now);
    const before = bins;
    const { lastReceiptAt, ...rest } = addToBins(before, fresh);
    const hasReceipt = fresh.some(({ type }) => type === "received");
    const silences = hasReceipt
      ? addSilence({ ...before, ...rest, lastReceiptAt: before.lastReceiptAt }, model, now)
      : before.silences;
    bins = { ...rest, lastReceiptAt: hasReceipt ? now : lastReceiptAt, silences };
    yield { now, bins };
  }
}

function arrival(fact: BinDelta, held: Held): number {
  return fact.type === "accepted" ? fact.at : held(fact.at);
}

function verdicts(carrier: Carrier, held: Held, model = MODEL) {
  return [...looks(carrier, held, model)].map(({ now, bins }) => ({
    now,
    ...judgeFlow({ bins, model, expectsReceipts: true, now }),
  }));
}

describe("receipts that arrive in bursts", () => {
  it.each([30, 60, 120])("every %s s slow nothing down after two bursts, and stop nothing before", (every) => {
    const all = verdicts({ perSecond: 20, seconds: 720 }, bursts(every * 1_000));
    expect(all.filter(({ level }) => level === "pause")).toEqual([]);
    expect(all.filter(({ now, level }) => now > 2 * every * 1_000 && level !== "none")).toEqual([]);
  });

  it("hide no loss: it is reported with the burst after the one that shows it", () => {
    const all = verdicts({ perSecond: 20, seconds: 900, lost: (at) => (at > 360_000 ? 0.26 : 0) }, bursts(120_000));
    const said = all.find(({ level }) => level === "pause");
    expect(said?.now).toBeGreaterThan(480_000);
    expect(said?.now).toBeLessThan(720_000);
  });

  it("count as missing if a burst is late by its usual interval", () => {
    const all = verdicts({ perSecond: 20, seconds: 900 }, (at) => bursts(60_000)(at > 300_000 ? 1e9 : at));
    const said = all.find(({ now, level }) => now > 120_000 && level !== "none");
    expect(said).toMatchObject({ kind: "stall", level: "warn" });
    expect(said?.now).toBeGreaterThanOrEqual(416_000);
    expect(said?.now).toBeLessThan(430_000);
  });

  it("let a first wave through", () => {
    const model = unknownModel();
    const carrier = { perSecond: 15, seconds: 30, seed: 4 };
    const answers = [...looks({ ...carrier, seconds: 300, stopsAt: 27 }, bursts(120_000), model)].map(({ now, bins }) =>
      judgePilot({ bins, model, now }),
    );
    expect(answers.map(({ answer }) => answer)).not.toContain("stop");
    expect(answers.at(-1)?.answer).toBe("go");
  });

  it("teach the model how soon messages have receipts, and not the times of bursts", () => {
    const carrier = { perSecond: 20, seconds: 600 };
    const [last] = [...looks(carrier, bursts(60_000))].slice(-1);
    const learned = learnModel(unknownModel(), last?.bins ?? { seconds: [] }, { now: 2_000_000 });
    expect(learned.silenceMs).toBeGreaterThan(55_000);
    expect(learned.silenceMs).toBeLessThan(65_000);
    expect(answeredWithin(learned, 20_000)).toBeGreaterThan(0.7);
  });
});

describe("a complete stop of receipts", () => {
  it.each([3, 10])("for %s minutes is a stall while it lasts, and no problem after its end", (minutes) => {
    const end = (3 + minutes) * 60_000;
    const all = verdicts({ perSecond: 20, seconds: 300 + minutes * 60 }, stop(180_000, end));
    expect(new Set(all.filter(({ level }) => level !== "none").map(({ kind }) => kind))).toEqual(new Set(["stall"]));
    expect(all.filter(({ now, level }) => now > end && level !== "none")).toEqual([]);
  });

  it("hides no loss that was found before", () => {
    const all = verdicts({ perSecond: 20, seconds: 240, lost: () => 0.4 }, stop(60_000, 1e9));
    expect(all.at(-1)).toMatchObject({ level: "pause" });
  });
});

describe("a carrier that loses every message from some time on", () => {
  it("is silent, although late receipts about older messages still arrive", () => {
    const slowness = (at: number) => (at % 8_000 < 1_000 ? 12 : 1);
    const all = verdicts({ perSecond: 20, seconds: 240, lost: (at) => (at > 120_000 ? 1 : 0), slowness }, (at) => at);
    const said = all.filter(({ now }) => now > 120_000);
    expect(said.find(({ silentSince }) => silentSince !== undefined)?.now).toBeLessThan(140_000);
    expect(said.filter(({ now, level }) => now > 140_000 && level === "none")).toEqual([]);
  });
});
