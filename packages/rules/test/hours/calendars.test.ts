import { describe, expect, it } from "vitest";
import { dayNumber, isHolidayIn } from "../../src/index.ts";

function holidaysOf(calendar: string, year: number): string[] {
  const found: string[] = [];
  for (let day = dayNumber(year, 1, 1); day < dayNumber(year + 1, 1, 1); day++) {
    if (isHolidayIn(calendar, day)) found.push(new Date(day * 86_400_000).toISOString().slice(5, 10));
  }
  return found;
}

describe("holiday calendars", () => {
  it("have the eleven days of France", () => {
    expect(holidaysOf("FR", 2026).join(" ")).toBe("01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25");
    expect(holidaysOf("FR", 2027).join(" ")).toBe("01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25");
  });

  it("have two days more in Alsace and Moselle", () => {
    expect(holidaysOf("FR-67", 2026).join(" ")).toBe(
      "01-01 04-03 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25 12-26",
    );
  });

  it("have the days of the neighbours", () => {
    expect(holidaysOf("BE", 2026).join(" ")).toBe("01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25");
    expect(holidaysOf("LU", 2026).join(" ")).toBe("01-01 04-06 05-01 05-09 05-14 05-25 06-23 08-15 11-01 12-25 12-26");
    expect(holidaysOf("DE", 2026).join(" ")).toBe("01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26");
  });

  it("find Easter where it is earliest and latest", () => {
    expect(isHolidayIn("FR", dayNumber(2285, 3, 23))).toBe(true); // Easter Monday after 22 March
    expect(isHolidayIn("FR", dayNumber(2038, 4, 26))).toBe(true); // after 25 April
    expect(isHolidayIn("FR", dayNumber(2000, 4, 24))).toBe(true);
  });

  it("count days as the platform's calendar does, leap years and years before 1970 included", () => {
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
