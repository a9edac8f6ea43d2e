import { LATENCY_BINS, latencyBin } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { FlowBins } from "../src/flows.ts";
import { judgeFlow } from "../src/judge-flow.ts";
import { lognormalModel } from "../src/latency-model.ts";
import { learnQuietHours } from "../src/quiet-hours.ts";

const MODEL = { ...lognormalModel(5_000, 0.7, 0.98), learnedFrom: 10_000 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From 22:10 to 6:00 UTC. */
const NIGHT = { from: 22 * HOUR + 10 * MINUTE, to: 30 * HOUR };

/** A message a second in the 21 minutes before `now`. Messages of the silence have receipts if `areHandedOver`. */
function endedAt(now: number, silence: { from: number; to: number }, areHandedOver: boolean): FlowBins {
  const seconds = Array.from({ length: 21 }, (_, minute) => {
    const at = now - (21 - minute) * MINUTE;
    const received = new Array<number>(LATENCY_BINS).fill(0);
    const isWithheld = at >= silence.from && at < silence.to;
    if (!isWithheld || areHandedOver) received[latencyBin(isWithheld ? silence.to - at : 5_000)] = 60;
    return { at, lengthMs: MINUTE, accepted: 60, received };
  });
  return { seconds, silences: [silence], lastReceiptAt: now };
}

function learned(nights: number, areHandedOver = true) {
  let model = MODEL;
  for (let night = 0; night < nights; night++) {
    const silence = { from: NIGHT.from + night * DAY, to: NIGHT.to + night * DAY };
    const now = silence.to + 16 * MINUTE;
    const bins = endedAt(now, silence, areHandedOver);
    model = learnQuietHours(learnQuietHours(model, bins, now), bins, now + MINUTE);
  }
  return model;
}

/** Returns the verdict about ten messages a second without receipts. */
function silent(model: typeof MODEL, since: number, now: number) {
  const seconds = Array.from({ length: Math.min(20 * MINUTE, now - since) / 1_000 }, (_, second) => {
    const at = now - (second + 1) * 1_000;
    return { at, accepted: 10, received: new Array<number>(LATENCY_BINS).fill(0) };
  });
  const bins = { seconds: seconds.toReversed(), lastReceiptAt: since };
  return judgeFlow({ bins, model, expectsReceipts: true, now });
}

describe("a carrier without receipts at the same hours of three days", () => {
  const known = learned(3);
  const tonight = { from: NIGHT.from + 5 * DAY, to: NIGHT.to + 5 * DAY };

  it("is not slowed down in these hours", () => {
    for (const afterMs of [MINUTE, HOUR, 7 * HOUR])
      expect(silent(known, tonight.from, tonight.from + afterMs).level).toBe("none");
  });

  it("stalls if it is silent for longer, or at another hour", () => {
    expect(silent(known, tonight.from, tonight.to + 6 * MINUTE)).toMatchObject({ kind: "stall", level: "warn" });
    expect(silent(known, tonight.from - HOUR, tonight.from + HOUR)).toMatchObject({ kind: "stall", level: "warn" });
    expect(silent(known, tonight.to + 8 * HOUR, tonight.to + 9 * HOUR)).toMatchObject({ kind: "stall", level: "warn" });
  });

  it("stalls once these days are two weeks old", () => {
    const later = tonight.from + 12 * DAY;
    expect(silent(known, later, later + HOUR)).toMatchObject({ kind: "stall", level: "warn" });
  });

  it("stalls after two such days, and after three whose messages got no receipt", () => {
    for (const model of [learned(2), learned(3, false)])
      expect(silent(model, tonight.from, tonight.from + HOUR)).toMatchObject({ kind: "stall", level: "warn" });
  });
});

it("a stop of ten minutes makes no quiet hour", () => {
  const silence = { from: 0, to: 10 * MINUTE };
  expect(learnQuietHours(MODEL, endedAt(26 * MINUTE, silence, true), 26 * MINUTE)).toBe(MODEL);
});
