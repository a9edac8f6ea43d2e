import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WaitingLine } from "../../src/forecast/queues.ts";
import { SeenRows, textNumber } from "../../src/forecast/seen-rows.ts";

describe("recipients who wait for a queue", () => {
  it("leave by their time, and at the same time in the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { maxLength: 700, size: "max" }), (steps) => {
        const line = new WaitingLine();
        let waiting: { time: number; person: number }[] = [];
        steps.forEach((time, person) => {
          if (time !== null) {
            line.push(time, person);
            waiting.push({ time, person });
            return;
          }
          if (waiting.length === 0) return;
          const first = waiting.reduce((best, one) => (one.time < best.time ? one : best));
          expect([line.first, line.pop()]).toEqual([first.time, first.person]);
          waiting = waiting.filter((one) => one !== first);
        });
        expect(line.size).toBe(waiting.length);
        expect(line.first).toBe(Math.min(...waiting.map(({ time }) => time)));
      }),
    );
  });
});

describe("texts that were seen", () => {
  it("are found again with their first line, however many there are", () => {
    const seen = new SeenRows();
    const count = 20_000;
    for (let line = 1; line <= count; line++) expect(seen.add(textNumber(`text ${line}`), line)).toBeUndefined();
    for (const line of [1, 4_097, count]) {
      expect(seen.add(textNumber(`text ${line}`), 99_999)).toEqual({ line, isFirst: true });
      expect(seen.add(textNumber(`text ${line}`), 99_999)).toEqual({ line, isFirst: false });
    }
  });
});
