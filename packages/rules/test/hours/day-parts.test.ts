import type { PlanHours } from "@relance/spec";
import fc from "fast-check";
import { expect, it } from "vitest";
import { closing } from "../../src/hours/openings.ts";
import { walkToClosing, walkToLastOpening, walkToOpening } from "../../src/hours/walk-openings.ts";
import { countryNumber, dayNumber, lastOpening, nextOpening, zoneNumber } from "../../src/index.ts";

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 1);

const stretches = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 4 })
  .map((quarters) => quarters.toSorted((a, b) => a - b).map((quarter) => quarter * 15))
  .map((minutes) => (minutes.length % 2 === 0 ? minutes : minutes.slice(1)));

const plans: fc.Arbitrary<PlanHours> = fc.record({
  week: fc.array(stretches, { minLength: 7, maxLength: 7 }),
  holidays: fc.constantFrom(undefined, { calendars: ["FR"] }, { days: [dayNumber(2026, 3, 30)] }),
});

const zones = fc.constantFrom(
  ...["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"].map(zoneNumber),
  ...["US", "FR", "ES"].map(countryNumber),
);

/** Anywhere in two years, and again and again about the nights in which clocks change. */
const instants = fc.oneof(
  fc.integer({ min: 0, max: 730 * DAY }).map((ms) => FROM + ms),
  fc
    .record({
      night: fc.constantFrom("2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05"),
      ms: fc.integer({ min: -DAY, max: 2 * DAY }),
    })
    .map(({ night, ms }) => Date.parse(night) + ms),
);

it("the parts of a day give the same answers as the walk over hours, clocks and holidays, in any order", () => {
  fc.assert(
    fc.property(plans, zones, fc.array(instants, { minLength: 1, maxLength: 30 }), (hours, zone, asked) => {
      for (const at of asked) {
        expect(nextOpening(hours, zone, at)).toBe(walkToOpening(hours, zone, at));
        expect(closing(hours, zone, at)).toBe(walkToClosing(hours, zone, at));
      }
      for (const forMs of [0, 60_000, 7_200_000]) {
        for (const at of asked)
          expect(lastOpening(hours, zone, at, forMs)).toBe(walkToLastOpening(hours, zone, at, forMs));
      }
    }),
    { numRuns: 600 },
  );
});
