import { describe, expect, it } from "vitest";
import { allowedRate, paceAt, type SlowedPace, type Throttle, throttledPace } from "../src/provider-pace.ts";

const SECOND = 1_000;

function throttled(pace: SlowedPace | undefined, now: number, facts: Partial<Throttle> = {}): SlowedPace {
  const measured = () => 50;
  return throttledPace(pace, { now, holdMs: SECOND, leftAt: now - 100, perSecond: 200, measured, ...facts });
}

/** A provider's API that takes this many a second, asked as fast as the pace allows, for this many seconds. */
function meanRate(takes: number, seconds: number): number {
  let pace: SlowedPace | undefined;
  let tokens = takes;
  let taken = 0;
  let closedUntil = 0;
  const tickMs = 10;
  let debt = 0;
  for (let now = 0; now < seconds * SECOND; now += tickMs) {
    tokens = Math.min(takes, tokens + (takes * tickMs) / SECOND);
    if (now < closedUntil) continue;
    debt += ((allowedRate(pace, 200, now) ?? 200) * tickMs) / SECOND;
    for (; debt >= 1; debt--) {
      if (tokens < 1) {
        pace = throttled(pace, now, { leftAt: now });
        closedUntil = now + SECOND;
        break;
      }
      tokens -= 1;
      taken += 1;
    }
  }
  return taken / seconds;
}

describe("the pace after a throttle", () => {
  it("is 0.7 of the throttled rate, and returns to it six seconds after the provider opens", () => {
    const pace = throttled(undefined, 0);
    expect(paceAt(pace, 0)).toBeCloseTo(140);
    expect(paceAt(pace, SECOND)).toBeCloseTo(140);
    expect(paceAt(pace, 4 * SECOND)).toBeCloseTo(170);
    expect(paceAt(pace, 7 * SECOND)).toBeUndefined();
  });

  it("is reduced once for all messages that were sent before the reduction", () => {
    const first = throttled(undefined, 0);
    const second = throttled(first, 3 * SECOND, { leftAt: SECOND - 1, holdMs: 5 * SECOND });
    expect(second).toEqual({ ...first, from: 8 * SECOND });
    expect(throttled(second, 9 * SECOND).perSecond).toBeCloseTo(0.7 * (140 + 10));
  });

  it("is reduced again by messages that were sent after the reduction", () => {
    const second = throttled(throttled(undefined, 0), SECOND + 100, { leftAt: SECOND });
    expect(second.perSecond).toBeCloseTo(0.7 * 141);
  });

  it("begins a new reduction once the previous one is over", () => {
    const again = throttled(throttled(undefined, 0), 60 * SECOND);
    expect(again).toMatchObject({ perSecond: 140, since: 60 * SECOND });
  });

  it.each([
    { perSecond: 200, floor: 1 },
    { perSecond: 2, floor: 0.2 },
    { perSecond: 1 / 60, floor: 1 / 600 },
  ])("of $perSecond/s falls no lower than $floor/s, and is full again within ten minutes", ({ perSecond, floor }) => {
    let pace: SlowedPace | undefined;
    for (let n = 0; n < 50; n++) pace = throttled(pace, n * 2 * SECOND, { perSecond });
    expect(pace?.perSecond).toBeGreaterThanOrEqual(floor);
    expect(pace?.perSecond).toBeLessThan(1.5 * floor);
    expect(paceAt(pace, (100 + 601) * SECOND)).toBeUndefined();
  });

  it("is measured if no rate is configured, and then keeps the first measurement", () => {
    const none = { perSecond: undefined };
    const first = throttled(undefined, 0, none);
    expect(first).toMatchObject({ perSecond: 35, top: 50 });
    const second = throttled(first, 2 * SECOND, { ...none, measured: () => 10 });
    expect(second.top).toBe(50);
    expect(allowedRate(second, undefined, 600 * SECOND)).toBeUndefined();
  });

  it("never allows more than the configured rate", () => {
    expect(allowedRate(throttled(undefined, 0), 20, SECOND)).toBe(20);
  });

  it.each([5, 20, 50, 120])("uses nearly all of the %i messages a second that a provider's API accepts", (takes) => {
    expect(meanRate(takes, 300)).toBeGreaterThan(0.85 * takes);
  });
});
