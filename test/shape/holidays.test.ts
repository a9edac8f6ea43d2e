import { calendarAdvice, dayNumber } from "@relance/rules";
import { describe, expect, it } from "vitest";
import { isHolidayIn } from "../../packages/rules/src/hours/calendars.ts";
import { calendarNames, computedHolidays } from "../../scripts/holidays.ts";

function holidaysOf(calendar: string, year: number): string[] {
  const found: string[] = [];
  for (let day = dayNumber(year, 1, 1); day < dayNumber(year + 1, 1, 1); day++) {
    if (isHolidayIn(calendar, day)) found.push(new Date(day * 86_400_000).toISOString().slice(0, 10));
  }
  return found;
}

describe("the table of holidays", () => {
  it.each(["FR-67", "US-LA", "IL", "CN", "SA", "IN", "JP", "TR"])(
    "has the days of %s as the library computes them",
    (calendar) => {
      const byLibrary = new Set(computedHolidays(calendar, 2027, 2029));
      expect(holidaysOf(calendar, 2028)).toEqual([...byLibrary].filter((date) => date.startsWith("2028")).sort());
    },
  );

  it("has every calendar of the library, from 2000 to 2076", () => {
    expect(calendarNames().filter((name) => calendarAdvice(name) !== undefined)).toEqual([]);
    expect([1999, 2000, 2076, 2077].map((year) => holidaysOf("FR", year).length)).toEqual([0, 11, 11, 0]);
  });
});
