import { describe, expect, it } from "vitest";
import { queueOpensAt, queueSlots, queueTaken } from "../src/rows/queue-pace.ts";

const NOW = 1_000_000_000;
const HOUR = 3_600_000;

/** What leaves in this long, if somebody claims every `everyMs` whatever there is. */
function sent(perSecond: number, nextAt: number, forMs: number, everyMs: number): number {
  let queue = { perSecond, nextAt };
  let sum = 0;
  for (let now = NOW; now < NOW + forMs; now += everyMs) {
    const slots = queueSlots(queue, now);
    queue = { perSecond, nextAt: queueTaken(queue, now, slots) };
    sum += slots;
  }
  return sum;
}

describe("the rate of a queue", () => {
  it.each([
    { perSecond: 0.1, everyMs: 500 },
    { perSecond: 7, everyMs: 30 },
    { perSecond: 400, everyMs: 5 },
  ])("allows $perSecond messages a second if it is asked every $everyMs ms", ({ perSecond, everyMs }) => {
    const most = perSecond * (100 + 0.2) + 1;
    expect(sent(perSecond, 0, 100_000, everyMs)).toBeLessThanOrEqual(most);
    expect(sent(perSecond, 0, 100_000, everyMs)).toBeGreaterThanOrEqual(perSecond * 98);
  });

  it("is unlimited without a configured rate", () => {
    const free = { perSecond: null, nextAt: NOW + HOUR };
    expect(queueSlots(free, NOW)).toBe(Number.POSITIVE_INFINITY);
    expect(queueOpensAt(free, NOW)).toBe(0);
    expect(queueTaken(free, NOW, 5)).toBe(free.nextAt);
  });

  it("does not wait for a slot in the future that the clock has left behind", () => {
    const queue = { perSecond: 10, nextAt: NOW + HOUR };
    expect(queueSlots(queue, NOW)).toBe(2);
    expect(queueOpensAt(queue, NOW)).toBeLessThanOrEqual(NOW);
    expect(queueTaken(queue, NOW, 2)).toBe(NOW + 200);
    expect(sent(10, NOW + HOUR, 10_000, 50)).toBeLessThanOrEqual(103);
  });

  it("waits for the one slot of a very slow queue, however far ahead it is", () => {
    const taken = queueTaken({ perSecond: 0.01, nextAt: 0 }, NOW, 1);
    const queue = { perSecond: 0.01, nextAt: taken };
    expect(taken).toBe(NOW + 100_000);
    expect(queueSlots(queue, NOW + 50_000)).toBe(0);
    expect(queueOpensAt(queue, NOW + 50_000)).toBeGreaterThan(NOW + 99_000);
  });
});
