import { describe, expect, it } from "vitest";
import { holidayAdvice, parseHours, readHolidays, readWeek } from "../../src/definition/hours.ts";

describe("hours", () => {
  it("apply to every day if no day is named", () => {
    expect(readWeek("08:00-20:00")).toEqual(Array.from({ length: 7 }, () => [480, 1200]));
  });

  it("apply to the named days, also across the end of the week", () => {
    expect(readWeek("mon-fri 8:00 - 20:00, SAT 10:00-18:00")).toEqual([
      ...Array.from({ length: 5 }, () => [480, 1200]),
      [600, 1080],
      [],
    ]);
    expect(readWeek("sat-mon 10:00-12:00").map(({ length }) => length)).toEqual([2, 0, 0, 0, 0, 2, 2]);
  });

  it("extend over midnight if the text says so", () => {
    expect(readWeek("sun 22:00-02:00 next day")).toEqual([[0, 120], [], [], [], [], [], [1320, 1440]]);
    expect(readWeek("sun 22:00-24:00")[6]).toEqual([1320, 1440]);
    expect(readWeek("fri 08:00-00:00 next day")).toEqual([[], [], [], [], [480, 1440], [], []]);
  });

  it("are merged if they overlap or touch", () => {
    expect(readWeek(["mon 10:00-12:00", "mon 08:00-10:00, mon 11:00-13:00"])[0]).toEqual([480, 780]);
  });

  it.each([
    { text: "20:00-08:00", says: "ends before it begins" },
    { text: "08:00-08:00", says: "ends before it begins" },
    { text: "08:00-20:00 next day", says: "longer than a day" },
    { text: "08:00-08:10", says: "too short" },
    { text: "23:55-00:05 next day", says: "too short" },
    { text: "mon-fry 08:00-20:00", says: "name days mon" },
    { text: "08:00-25:00", says: "write hours such as" },
    { text: "08:60-09:00", says: "write hours such as" },
    { text: "24:00-24:00", says: "write hours such as" },
    { text: "business hours", says: "write hours such as" },
    { text: "", says: "write hours such as" },
  ])("are refused with the text $text", ({ text, says }) => {
    expect(parseHours(text).advice).toContain(says);
  });
});

describe("holidays", () => {
  it("are calendars and dates", () => {
    expect(readHolidays(["FR", "1970-01-02", "2028-02-29"])).toEqual({
      calendars: ["FR"],
      days: [1, 21_243],
    });
    expect(readHolidays([])).toEqual({});
  });

  it("are not other names, and not dates that do not exist", () => {
    const isRight = (text: string) => holidayAdvice(text) === undefined;
    expect(["FR", "DE-BY", "2028-02-29"].filter((text) => !isRight(text))).toEqual([]);
    expect(["2027-02-29", "fr", "XX", "DE-XX", "2027-8-1", "France"].filter(isRight)).toEqual([]);
  });
});
