import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WaitingLine } from "../src/queues.ts";

describe("recipients in a queue", () => {
  it("are sent messages in the order of their times, and of their arrival for equal times", () => {
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
