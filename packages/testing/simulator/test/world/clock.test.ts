import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { virtualClock } from "../../src/world/clock.ts";

describe("virtual clock", () => {
  it("runs due functions in order of time, then of adding, each at its own time", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 200 }), (instants) => {
        const clock = virtualClock(0);
        const ran: { instant: number; order: number; now: number }[] = [];
        instants.forEach((instant, order) => {
          clock.at(instant, () => ran.push({ instant, order, now: clock.now() }));
        });
        clock.advanceTo(50);
        const expected = instants
          .map((instant, order) => ({ instant, order, now: instant }))
          .sort((one, other) => one.instant - other.instant || one.order - other.order);
        expect(ran).toEqual(expected);
      }),
    );
  });

  it("runs functions that are added meanwhile if they are due by then", () => {
    const clock = virtualClock(0);
    const ran: number[] = [];
    clock.at(10, () => clock.at(20, () => ran.push(clock.now())));
    clock.advanceTo(30);
    expect(ran).toEqual([20]);
    expect(clock.now()).toBe(30);
  });

  it("never moves back, and runs functions that were added for the past", () => {
    const clock = virtualClock(100);
    const ran: number[] = [];
    clock.at(50, () => ran.push(clock.now()));
    clock.advanceTo(60);
    expect(clock.now()).toBe(100);
    expect(ran).toEqual([100]);
  });

  it("returns when the next function is due", () => {
    const clock = virtualClock(0);
    expect(clock.nextAt()).toBeUndefined();
    clock.at(70, () => undefined);
    clock.at(40, () => undefined);
    expect(clock.nextAt()).toBe(40);
  });
});
