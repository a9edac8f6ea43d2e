import { describe, expect, it } from "vitest";
import { awaiting, failed, shareOut, told } from "../src/alerter.ts";
import { type Alert, type AlertMemory, NOTHING_TOLD } from "../src/notice.ts";

const HOUR = 3_600_000;
const NOW = 50 * HOUR;

function alerts(count: number): Alert[] {
  return Array.from({ length: count }, (_, n) => ({ id: `a${n}`, incident: n, change: "opened", at: NOW }));
}

const waiting = (count: number): AlertMemory => ({ ...NOTHING_TOLD, waiting: alerts(count) });
const sizes = (line: AlertMemory, now = NOW) => shareOut(line, 3, now).map(({ length }) => length);

describe("alerts to one receiver", () => {
  it("are sent one by one up to the hourly limit", () => {
    expect(sizes(waiting(3))).toEqual([1, 1, 1]);
  });

  it("are combined in the last message of the hour beyond the limit", () => {
    expect(sizes(waiting(17))).toEqual([1, 1, 15]);
    const { sentAt } = told(told(NOTHING_TOLD, [], NOW), [], NOW);
    expect(sizes({ ...waiting(14), sentAt })).toEqual([14]);
  });

  it("wait for the next hour once the limit is reached, and never exceed it", () => {
    let line = waiting(5);
    let messages = 0;
    for (let now = NOW; now < NOW + 2 * HOUR; now += 60_000) {
      line = awaiting(line, { id: `x${now}`, incident: now, change: "opened", at: now });
      for (const group of shareOut(line, 3, now)) {
        line = told(line, group, now);
        messages += 1;
      }
      expect(line.sentAt.filter((at) => now - at < HOUR).length).toBeLessThanOrEqual(3);
    }
    expect(messages).toBe(6);
  });

  it("are replaced by a newer one about the same incident", () => {
    const opened = { id: "o", incident: 1, change: "opened", at: NOW } as const;
    const ended = { id: "e", incident: 1, change: "ended", at: NOW } as const;
    expect([opened, ended].reduce(awaiting, NOTHING_TOLD).waiting).toEqual([ended]);
  });

  it("are retried at growing intervals after a failure, and dropped after six hours", () => {
    let line = waiting(1);
    let now = NOW;
    const rests: number[] = [];
    for (;;) {
      const { line: next, givenUp } = failed(line, now);
      if (givenUp.length > 0) {
        expect(givenUp.map(({ id }) => id)).toEqual(["a0"]);
        expect(next.waiting).toEqual([]);
        break;
      }
      expect(shareOut(next, 3, next.retryAt - 1)).toEqual([]);
      expect(shareOut(next, 3, next.retryAt)).toHaveLength(1);
      rests.push((next.retryAt - now) / 1_000);
      [line, now] = [next, next.retryAt];
    }
    expect(rests.slice(0, 6)).toEqual([30, 60, 120, 240, 480, 900]);
    expect(now - NOW).toBeGreaterThanOrEqual(6 * HOUR);
    expect(now - NOW).toBeLessThan(6.5 * HOUR);
  });

  it("are not silenced by a clock that was set back", () => {
    const { line } = failed(waiting(1), NOW);
    expect(shareOut({ ...line, sentAt: [NOW, NOW, NOW] }, 3, NOW - 24 * HOUR)).toHaveLength(1);
  });
});
