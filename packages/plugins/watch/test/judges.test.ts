import { LATENCY_BINS, latencyBin } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { judgePilot, judgeProbe } from "../src/judge-pilot.ts";
import { isRefusalSpike, judgeReceipts } from "../src/judge-refusals.ts";
import { lognormalModel } from "../src/latency-model.ts";
import { wilson } from "../src/loss-likelihood.ts";
import { narrowest } from "../src/narrowest.ts";
import { type FlowVerdict, nextAlarm, QUIET } from "../src/verdict.ts";
import { factsOf, knownAt } from "./support/seeded-flow.ts";

const MODEL = { ...lognormalModel(5_000, 0.7, 0.98), learnedFrom: 10_000 };

describe("a first wave", () => {
  const pilot = (lost: number, seconds: number, now: number, model = MODEL) =>
    judgePilot({ bins: knownAt(factsOf({ perSecond: 15, seconds, lost: () => lost }), now), model, now });

  it("waits for receipts, then releases a healthy flow", () => {
    expect(pilot(0, 2, 2_000).answer).toBe("wait");
    expect(pilot(0, 60, 90_000).answer).toBe("go");
  });

  it("stops a flow that loses a quarter, after a hundred and some messages", () => {
    expect(pilot(0.26, 20, 60_000).answer).toBe("stop");
  });

  it("stops an unknown flow if it loses a third", () => {
    expect(pilot(0.33, 90, 600_000, lognormalModel()).answer).toBe("stop");
  });

  it("is never decided by a few messages", () => {
    expect(pilot(1, 5, 600_000).answer).toBe("wait");
  });
});

it("a probe counts the messages of a silence, which its own lost messages cause", () => {
  const bins = knownAt(factsOf({ perSecond: 2, seconds: 40, lost: () => 1 }), 45_000);
  const silence = [{ from: 0 }];
  expect(judgeProbe({ bins, model: MODEL, now: 45_000, downtime: silence })).toMatchObject({
    accepted: 80,
    receipts: 0,
  });
});

describe("an alarm", () => {
  const bad = (level: "warn" | "pause"): FlowVerdict => ({
    kind: "suspected-loss",
    level,
    accepted: 500,
    receipts: 300,
  });
  const good: FlowVerdict = { kind: "green", level: "none", accepted: 500, receipts: 490 };

  it("begins after two equal verdicts five seconds apart", () => {
    const first = nextAlarm(QUIET, bad("pause"), 0);
    expect(first.alarm).toBe("none");
    expect(nextAlarm(first, bad("pause"), 4_999).alarm).toBe("none");
    expect(nextAlarm(first, bad("pause"), 5_000).alarm).toBe("pause");
  });

  it("stops sending once a confirmed problem is twice reported as a loss", () => {
    const agreed = nextAlarm(nextAlarm(QUIET, bad("warn"), 0), bad("pause"), 5_000);
    expect(agreed.alarm).toBe("warn");
    expect(nextAlarm(agreed, bad("pause"), 6_999).alarm).toBe("warn");
    expect(nextAlarm(agreed, bad("warn"), 7_000).alarm).toBe("warn");
    expect(nextAlarm(agreed, bad("pause"), 7_000).alarm).toBe("pause");
  });

  it("does not begin after a single bad verdict", () => {
    const calm = nextAlarm(nextAlarm(QUIET, bad("pause"), 0), good, 3_000);
    expect(nextAlarm(calm, bad("pause"), 6_000).alarm).toBe("none");
  });

  it("ends after half a minute without a bad verdict", () => {
    const loud = nextAlarm(nextAlarm(QUIET, bad("warn"), 0), bad("warn"), 5_000);
    expect(nextAlarm(loud, good, 34_000).alarm).toBe("warn");
    expect(nextAlarm(loud, good, 35_000).alarm).toBe("none");
  });
});

describe("the narrowest faulty flow", () => {
  const suspect = (destination: string | undefined, isGuilty: boolean, isJudged = true) => ({
    name: { channel: "sms", provider: "sms.main", destination },
    isGuilty,
    isJudged,
  });

  it("is one carrier if another of the same provider is healthy", () => {
    expect(narrowest([suspect(undefined, true), suspect("208-10", true), suspect("208-01", false)])).toEqual([
      { channel: "sms", provider: "sms.main", destination: "208-10" },
    ]);
  });

  it("is the provider if all its carriers are faulty, or if none was judged alone", () => {
    const whole = [{ channel: "sms", provider: "sms.main" }];
    expect(narrowest([suspect(undefined, true), suspect("208-10", true), suspect("208-01", true)])).toEqual(whole);
    expect(narrowest([suspect(undefined, true), suspect("208-10", false, false)])).toEqual(whole);
  });

  it("is one carrier that is silent while others report, with too few messages each to be judged alone", () => {
    const alone = { ...suspect("208-10", true), isAlone: true };
    expect(narrowest([suspect(undefined, true), alone, suspect("208-01", false, false)])).toEqual([alone.name]);
  });

  it("does not exist if all are healthy", () => {
    expect(narrowest([suspect(undefined, false), suspect("208-10", false)])).toEqual([]);
  });
});

describe("implausible receipts", () => {
  const all = (latency: number, count: number) => {
    const received = new Array<number>(LATENCY_BINS).fill(0);
    received[latencyBin(latency)] = count;
    return received;
  };

  it("are too good if every phone reports within a second", () => {
    expect(judgeReceipts({ received: all(300, 1_000), accepted: 1_000, model: MODEL })).toBe("too-good");
  });

  it("are plausible if some are late or missing", () => {
    expect(judgeReceipts({ received: all(300, 950), accepted: 1_000, model: MODEL })).toBe("plausible");
    expect(judgeReceipts({ received: all(300, 100), accepted: 100, model: MODEL })).toBe("plausible");
  });
});

describe("shares", () => {
  it("spike if far more messages bounce than usual", () => {
    expect(isRefusalSpike({ messages: 400, refused: 100, usual: 0.02 })).toBe(true);
    expect(isRefusalSpike({ messages: 400, refused: 24, usual: 0.05 })).toBe(false);
    expect(isRefusalSpike({ messages: 5, refused: 5, usual: 0.02 })).toBe(false);
  });

  it("stay between 0 and 1, whatever is counted", () => {
    expect(wilson(0, 0, 4)).toEqual({ low: 0, high: 1 });
    expect(wilson(50, 100, 1.96).low).toBeCloseTo(0.404, 3);
    expect(wilson(50, 100, 1.96).high).toBeCloseTo(0.596, 3);
  });
});
