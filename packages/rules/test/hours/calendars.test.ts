import { describe, expect, it } from "vitest";
import { isHolidayIn } from "../../src/hours/calendars.ts";
import { calendarAdvice, dayNumber } from "../../src/index.ts";

function holidaysOf(calendar: string, year: number): string[] {
  const found: string[] = [];
  for (let day = dayNumber(year, 1, 1); day < dayNumber(year + 1, 1, 1); day++) {
    if (isHolidayIn(calendar, day)) found.push(new Date(day * 86_400_000).toISOString().slice(5, 10));
  }
  return found;
}

/** By hand, from the laws: `month-day`, or days after Easter Sunday. */
const FRANCE = ["1-1", 1, "5-1", "5-8", 39, 50, "7-14", "8-15", "11-1", "11-11", "12-25"];
const ALSACE_MOSELLE = [...FRANCE, -2, "12-26"];
const BY_HAND: Readonly<Record<string, readonly (string | number)[]>> = {
  FR: FRANCE,
  "FR-57": ALSACE_MOSELLE,
  "FR-67": ALSACE_MOSELLE,
  "FR-68": ALSACE_MOSELLE,
  BE: ["1-1", 1, "5-1", 39, 50, "7-21", "8-15", "11-1", "11-11", "12-25"],
  LU: ["1-1", 1, "5-1", "5-9", 39, 50, "6-23", "8-15", "11-1", "12-25", "12-26"],
  DE: ["1-1", -2, 1, "5-1", 39, 50, "10-3", "12-25", "12-26"],
};

/** Easter Sundays by the table of the Church. */
const EASTER: Readonly<Record<number, readonly [month: number, date: number]>> = {
  2024: [3, 31],
  2025: [4, 20],
  2026: [4, 5],
  2027: [3, 28],
  2028: [4, 16],
  2029: [4, 1],
  2030: [4, 21],
  2031: [4, 13],
  2032: [3, 28],
  2033: [4, 17],
  2034: [4, 9],
  2035: [3, 25],
  2038: [4, 25],
};

describe("holiday calendars", () => {
  it.each(Object.entries(BY_HAND))(
    "contain the days of %s that were written by hand, and no other days",
    (calendar, rules) => {
      for (const [year, [month, date]] of Object.entries(EASTER)) {
        const days = rules.map((rule) => {
          const [m = 1, d = 1] = typeof rule === "number" ? [] : rule.split("-").map(Number);
          const day =
            typeof rule === "number" ? dayNumber(Number(year), month, date) + rule : dayNumber(Number(year), m, d);
          return new Date(day * 86_400_000).toISOString().slice(5, 10);
        });
        expect([year, holidaysOf(calendar, Number(year))]).toEqual([year, [...new Set(days)].sort()]);
      }
    },
  );

  it("cover parts of countries, holidays that begin in the evening, and holidays of several days", () => {
    expect(holidaysOf("DE-BY", 2026)).toContain("01-06"); // Epiphany
    expect(holidaysOf("DE", 2026)).not.toContain("01-06");
    expect(holidaysOf("US", 2026)).toEqual(expect.arrayContaining(["01-19", "07-03", "11-26", "12-25"]));
    expect(holidaysOf("US-CA", 2026)).toContain("03-31"); // César Chávez Day
    expect(holidaysOf("JP", 2026)).toContain("03-20"); // the equinox
    expect(holidaysOf("CN", 2026)).toContain("02-17"); // the new year of another calendar
    expect(holidaysOf("IL", 2026)).toContain("09-21"); // Yom Kippur, from the evening of the 20th
    expect(holidaysOf("IL", 2026)).not.toContain("09-20");
  });

  it("are named by ISO 3166, and the advice about a wrong name lists correct ones", () => {
    for (const name of ["FR", "FR-67", "DE-BY", "US-CA", "US-LA-NO", "GB-SCT", "JP"])
      expect([name, calendarAdvice(name)]).toEqual([name, undefined]);
    expect(calendarAdvice("fr")).toBe("write a calendar such as FR, DE-BY or US-CA (ISO 3166)");
    expect(calendarAdvice("XX")).toBe("there is no calendar of XX: write the two letters of a country");
    expect(calendarAdvice("DE-XX")).toMatch(/^write DE, or one of DE-BB, DE-BE, /);
    expect(calendarAdvice("US-LA-XX")).toBe("write US-LA, or one of US-LA-NO");
    expect(calendarAdvice("LU-1")).toBe("write LU: its regions have no calendars");
  });

  it("count days as the platform's calendar does, including leap years and years before 1970", () => {
    for (const [year, month, date] of [
      [1969, 12, 31],
      [1970, 1, 1],
      [2000, 2, 29],
      [2026, 3, 1],
      [2100, 3, 1],
    ] as const) {
      expect(dayNumber(year, month, date)).toBe(Date.UTC(year, month - 1, date) / 86_400_000);
    }
  });
});
