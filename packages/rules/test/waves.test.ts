import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstShare, isWaveSent, nextShare, waveRate } from "../src/index.ts";

const paces = fc.record({ pilot: fc.integer({ min: 1, max: 5_000 }) });

describe("the waves of a campaign", () => {
  it("grow until all recipients are released, whatever the pilot", () => {
    fc.assert(
      fc.property(paces, fc.integer({ min: 0, max: 2_000_000 }), (pace, people) => {
        let share = firstShare(pace, people);
        for (let waves = 0; share < 1; waves++) {
          const next = nextShare(share);
          expect(next).toBeGreaterThan(share);
          expect(waves).toBeLessThan(40);
          share = next;
        }
        expect(share).toBe(1);
      }),
    );
  });

  it("begin slowly, and continue at the campaign's own rate", () => {
    expect(waveRate({ perSecond: 200 }, true)).toBe(15);
    expect(waveRate({ perSecond: 2 }, true)).toBe(2);
    expect(waveRate({ perSecond: 200 }, false)).toBe(200);
    expect(waveRate({}, false)).toBeNull();
  });

  it("are sent when nearly everybody was, allowing for the draw", () => {
    expect(isWaveSent(1_000, 0.5, 2_000)).toBe(true);
    expect(isWaveSent(800, 0.5, 2_000)).toBe(false);
    expect(isWaveSent(1_939, 1, 2_000)).toBe(false);
    expect(isWaveSent(1_940, 1, 2_000)).toBe(true);
  });
});
