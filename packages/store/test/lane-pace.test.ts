import { describe, expect, it } from "vitest";
import { laneOpensAt, laneSlots, laneTaken } from "../src/lanes/lane-pace.ts";

const NOW = 1_000_000_000;
const HOUR = 3_600_000;

/** What leaves in so long, if somebody claims every `everyMs` whatever there is. */
function sent(perSecond: number, nextAt: number, forMs: number, everyMs: number): number {
  let lane = { perSecond, nextAt };
  let sum = 0;
  for (let now = NOW; now < NOW + forMs; now += everyMs) {
    const slots = laneSlots(lane, now);
    lane = { perSecond, nextAt: laneTaken(lane, now, slots) };
    sum += slots;
  }
  return sum;
}

describe("the pace of a lane", () => {
  it.each([
    { perSecond: 0.1, everyMs: 500 },
    { perSecond: 7, everyMs: 30 },
    { perSecond: 400, everyMs: 5 },
  ])("lets $perSecond a second leave, asked every $everyMs ms", ({ perSecond, everyMs }) => {
    const most = perSecond * (100 + 0.2) + 1;
    expect(sent(perSecond, 0, 100_000, everyMs)).toBeLessThanOrEqual(most);
    expect(sent(perSecond, 0, 100_000, everyMs)).toBeGreaterThanOrEqual(perSecond * 98);
  });

  it("has no limit without a rate", () => {
    const free = { perSecond: null, nextAt: NOW + HOUR };
    expect(laneSlots(free, NOW)).toBe(Number.POSITIVE_INFINITY);
    expect(laneOpensAt(free, NOW)).toBe(0);
    expect(laneTaken(free, NOW, 5)).toBe(free.nextAt);
  });

  it("does not wait for a time that was taken back", () => {
    const lane = { perSecond: 10, nextAt: NOW + HOUR };
    expect(laneSlots(lane, NOW)).toBe(2);
    expect(laneOpensAt(lane, NOW)).toBeLessThanOrEqual(NOW);
    expect(laneTaken(lane, NOW, 2)).toBe(NOW + 200);
    expect(sent(10, NOW + HOUR, 10_000, 50)).toBeLessThanOrEqual(103);
  });

  it("waits for the one slot of a very slow lane, however far it lies ahead", () => {
    const taken = laneTaken({ perSecond: 0.01, nextAt: 0 }, NOW, 1);
    const lane = { perSecond: 0.01, nextAt: taken };
    expect(taken).toBe(NOW + 100_000);
    expect(laneSlots(lane, NOW + 50_000)).toBe(0);
    expect(laneOpensAt(lane, NOW + 50_000)).toBeGreaterThan(NOW + 99_000);
  });
});
