import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstShare, isWaveSent, nextShare, sendOrder, waveRate } from "../src/index.ts";

const paces = fc.record({ firstWave: fc.integer({ min: 1, max: 5_000 }) });

describe("the waves of a campaign", () => {
  it("grow until all recipients are released, whatever the first wave", () => {
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

  it("are sent when nearly all recipients were, allowing for random selection", () => {
    expect(isWaveSent(1_000, 0.5, 2_000)).toBe(true);
    expect(isWaveSent(800, 0.5, 2_000)).toBe(false);
    expect(isWaveSent(1_939, 1, 2_000)).toBe(false);
    expect(isWaveSent(1_940, 1, 2_000)).toBe(true);
  });
});

describe("the send order", () => {
  const ORDERS = 2 ** 31;
  const LINES = 100_000;
  const places = Array.from({ length: LINES }, (_, line) => {
    const drawn = Math.floor(((line * 0.754_877_666_25) % 1) * ORDERS);
    return { drawn, line, order: sendOrder(drawn, line + 1) };
  });

  it("releases its share of the audience with each wave, and exactly the drawn recipients with the first wave", () => {
    for (const share of [0.000_5, 0.002, 0.06, 0.2, 0.5, 0.999]) {
      const released = places.filter(({ order }) => order < share * ORDERS);
      expect(released.length / LINES).toBeGreaterThan(share - 0.001);
      expect(released.length / LINES).toBeLessThan(share + 1 / 64 + 0.001);
      const middle = released.filter(({ line }) => line < LINES / 2).length;
      if (share < 1 / 16) {
        expect(released.every(({ drawn }) => drawn < share * ORDERS)).toBe(true);
        expect(Math.abs(middle / released.length - 0.5)).toBeLessThan(0.1);
      }
    }
  });

  it("keeps recipients together who are close in the audience, and makes many passes over the audience", () => {
    const sorted = places.toSorted((a, b) => a.order - b.order);
    const after = sorted.filter(({ order }) => order >= ORDERS / 16);
    for (let from = 0; from + 256 <= after.length; from += 256) {
      const lines = after.slice(from, from + 256).map(({ line }) => line);
      const isNextPass = Math.min(...lines) < LINES / 10 && Math.max(...lines) > (LINES * 9) / 10;
      if (!isNextPass) expect(Math.max(...lines) - Math.min(...lines)).toBeLessThan(25_000);
    }
    const firstTenth = sorted.slice(0, LINES / 10).filter(({ line }) => line >= LINES / 2).length;
    expect(firstTenth / (LINES / 10)).toBeGreaterThan(0.4);
  });

  it("puts no row before an earlier row with the same key", () => {
    const draws = fc.integer({ min: 0, max: ORDERS - 1 });
    fc.assert(
      fc.property(draws, fc.nat(2_000_000), fc.nat(2_000_000), (drawn, line, further) => {
        expect(sendOrder(drawn, line)).toBeLessThanOrEqual(sendOrder(drawn, line + further));
        expect(sendOrder(drawn, line)).toBeLessThan(ORDERS);
      }),
    );
  });
});
