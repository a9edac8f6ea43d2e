import type { PlanHours } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { closing } from "../../src/hours/openings.ts";
import { lastOpening, nextOpening, zoneNumber } from "../../src/index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PARIS = zoneNumber("Europe/Paris");

/** Open from 1 to 6 o'clock on the wall, every day. */
const NIGHTS: PlanHours = { week: Array.from({ length: 7 }, () => [60, 360]) };

/** Looks at every minute, from the end. */
function lastByMinutes(at: number, forMs: number): number {
  for (let minute = at; ; minute -= MINUTE) {
    if (nextOpening(NIGHTS, PARIS, minute) === minute && closing(NIGHTS, PARIS, minute) - minute >= forMs)
      return minute;
  }
}

describe("the last start that leaves a given time, in a night with a clock change", () => {
  it.each([
    ["forwards", "2026-03-28T22:00:00Z", 4 * HOUR],
    ["back", "2026-10-24T21:00:00Z", 6 * HOUR],
  ])("%s, counts elapsed time, not the time on the clock", (_, evening, openFor) => {
    const opens = nextOpening(NIGHTS, PARIS, Date.parse(evening));
    expect(closing(NIGHTS, PARIS, opens) - opens).toBe(openFor);
    for (const forMs of [MINUTE, HOUR, 3 * HOUR, 5 * HOUR]) {
      for (let at = opens - HOUR; at < opens + 12 * HOUR; at += 30 * MINUTE) {
        expect(lastOpening({ ...NIGHTS }, PARIS, at, forMs)).toBe(lastByMinutes(at, forMs));
      }
    }
  });
});
