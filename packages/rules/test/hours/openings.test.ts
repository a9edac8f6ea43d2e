import type { PlanHours } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { afterOpenTime, closing } from "../../src/hours/openings.ts";
import { countryNumber, dayNumber, lastOpening, nextOpening, zoneNumber } from "../../src/index.ts";

const PARIS = zoneNumber("Europe/Paris");
const MINUTE = 60_000;
const daily = (...minutes: number[]): PlanHours => ({ week: Array.from({ length: 7 }, () => minutes) });
const eightToEight = daily(480, 1200);
const weekdays: PlanHours = {
  week: [...Array.from({ length: 5 }, () => [480, 1200]), [600, 1080], []],
};

const at = (text: string) => Date.parse(text);
const next = (hours: PlanHours, zone: number, text: string) =>
  new Date(nextOpening(hours, zone, at(text))).toISOString();
const last = (hours: PlanHours, zone: number, text: string, forMs = 0) =>
  new Date(lastOpening(hours, zone, at(text), forMs)).toISOString();
const closes = (hours: PlanHours, zone: number, text: string) => new Date(closing(hours, zone, at(text))).toISOString();

describe("the next opening", () => {
  it("is now while the hours are open: their first moment is included, their last one is not", () => {
    expect(next(eightToEight, PARIS, "2026-11-26T07:00Z")).toBe("2026-11-26T07:00:00.000Z");
    expect(next(eightToEight, PARIS, "2026-11-26T18:59:59.999Z")).toBe("2026-11-26T18:59:59.999Z");
    expect(next(eightToEight, PARIS, "2026-11-26T19:00Z")).toBe("2026-11-27T07:00:00.000Z");
  });

  it("is the same morning, or the morning of the next day with hours", () => {
    expect(next(weekdays, PARIS, "2026-11-27T03:00Z")).toBe("2026-11-27T07:00:00.000Z");
    expect(next(weekdays, PARIS, "2026-11-28T18:00Z")).toBe("2026-11-30T07:00:00.000Z");
  });

  it("skips holidays of a calendar, and single days", () => {
    const hours = { ...eightToEight, holidays: { calendars: ["FR"], days: [dayNumber(2026, 12, 26)] } };
    expect(next(hours, PARIS, "2026-12-24T20:00Z")).toBe("2026-12-27T07:00:00.000Z");
  });

  it("does not exist if no day has hours", () => {
    expect(nextOpening(daily(), PARIS, at("2026-11-26T12:00Z"))).toBe(Number.POSITIVE_INFINITY);
    expect(lastOpening(daily(), PARIS, at("2026-11-26T12:00Z"), 0)).toBe(Number.NEGATIVE_INFINITY);
  });

  it("handles half hours, and zones without clock changes", () => {
    expect(next(eightToEight, zoneNumber("Asia/Kolkata"), "2026-11-26T00:00Z")).toBe("2026-11-26T02:30:00.000Z");
    expect(next(eightToEight, zoneNumber("Asia/Kathmandu"), "2026-11-26T00:00Z")).toBe("2026-11-26T02:15:00.000Z");
    for (const month of ["01", "07"]) {
      expect(next(eightToEight, zoneNumber("Asia/Tokyo"), `2026-${month}-10T15:00Z`)).toBe(
        `2026-${month}-10T23:00:00.000Z`,
      );
    }
  });

  it("treats an unknown zone as UTC", () => {
    expect(next(eightToEight, zoneNumber("Mars/Base"), "2026-11-26T00:00Z")).toBe("2026-11-26T08:00:00.000Z");
  });
});

describe("on the days on which clocks change", () => {
  it("follows the new clock: an hour earlier in spring, an hour later in autumn", () => {
    expect(next(eightToEight, PARIS, "2026-03-28T19:00Z")).toBe("2026-03-29T06:00:00.000Z");
    expect(next(eightToEight, PARIS, "2026-10-24T18:00Z")).toBe("2026-10-25T07:00:00.000Z");
    expect(closes(eightToEight, PARIS, "2026-03-29T06:00Z")).toBe("2026-03-29T18:00:00.000Z");
    expect(closes(eightToEight, PARIS, "2026-10-25T07:00Z")).toBe("2026-10-25T19:00:00.000Z");
  });

  it("begins with the clock change if it skips the first hour", () => {
    const night = daily(150, 240); // 02:30 to 04:00; at 02:00 it is 03:00
    expect(next(night, PARIS, "2026-03-29T00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(closes(night, PARIS, "2026-03-29T01:00Z")).toBe("2026-03-29T02:00:00.000Z");
    expect(last(night, PARIS, "2026-03-29T01:10Z")).toBe("2026-03-29T01:10:00.000Z");
  });

  it("skips hours that lie entirely in the skipped hour", () => {
    expect(next(daily(130, 170), PARIS, "2026-03-29T00:00Z")).toBe("2026-03-30T00:10:00.000Z");
  });

  it("opens twice in the repeated hour", () => {
    const night = daily(120, 150); // 02:00 to 02:30
    expect(next(night, PARIS, "2026-10-24T23:50Z")).toBe("2026-10-25T00:00:00.000Z");
    expect(closes(night, PARIS, "2026-10-25T00:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next(night, PARIS, "2026-10-25T00:30Z")).toBe("2026-10-25T01:00:00.000Z");
    expect(closes(night, PARIS, "2026-10-25T01:00Z")).toBe("2026-10-25T01:30:00.000Z");
    expect(last(night, PARIS, "2026-10-25T00:59Z")).toBe("2026-10-25T00:29:59.999Z");
  });

  it("lasts 23 or 25 hours if the whole day is open", () => {
    const sundays: PlanHours = { week: [[], [], [], [], [], [], [0, 1440]] };
    expect(closing(sundays, PARIS, at("2026-03-28T23:00Z")) - at("2026-03-28T23:00Z")).toBe(23 * 60 * MINUTE);
    expect(closing(sundays, PARIS, at("2026-10-24T22:00Z")) - at("2026-10-24T22:00Z")).toBe(25 * 60 * MINUTE);
  });

  it("changes on other days elsewhere, and by half an hour on Lord Howe", () => {
    expect(next(eightToEight, zoneNumber("America/New_York"), "2026-03-08T01:30Z")).toBe("2026-03-08T12:00:00.000Z");
    expect(next(eightToEight, zoneNumber("Australia/Lord_Howe"), "2026-10-03T12:00Z")).toBe("2026-10-03T21:00:00.000Z");
    expect(next(eightToEight, zoneNumber("Australia/Lord_Howe"), "2026-10-02T12:00Z")).toBe("2026-10-02T21:30:00.000Z");
  });
});

describe("hours over midnight", () => {
  const late: PlanHours = { week: Array.from({ length: 7 }, () => [0, 120, 1320, 1440]) };

  it("are one period", () => {
    expect(closes(late, PARIS, "2026-11-26T21:30Z")).toBe("2026-11-27T01:00:00.000Z");
    expect(next(late, PARIS, "2026-11-26T23:30Z")).toBe("2026-11-26T23:30:00.000Z");
    expect(next(late, PARIS, "2026-11-27T01:00Z")).toBe("2026-11-27T21:00:00.000Z");
  });

  it("end at midnight if the next day is a holiday", () => {
    const hours = { ...late, holidays: { calendars: ["FR"] } };
    expect(closes(hours, PARIS, "2026-12-24T22:00Z")).toBe("2026-12-24T23:00:00.000Z");
  });

  it("never close if every day is open all day", () => {
    expect(closing(daily(0, 1440), PARIS, at("2026-11-26T12:00Z"))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the last opening", () => {
  it("is now, or early enough before the last closing", () => {
    expect(last(weekdays, PARIS, "2026-11-27T10:00Z", MINUTE)).toBe("2026-11-27T10:00:00.000Z");
    expect(last(weekdays, PARIS, "2026-11-27T18:59:30Z", MINUTE)).toBe("2026-11-27T18:59:00.000Z");
    expect(last(weekdays, PARIS, "2026-11-29T12:00Z", MINUTE)).toBe("2026-11-28T16:59:00.000Z");
  });
});

describe("a country with several zones", () => {
  it("is open only when all its zones are open", () => {
    const states = countryNumber("US");
    // 08:00 in Hawaii is 13:00 in New York; 20:00 in New York is 15:00 in Hawaii
    expect(next(eightToEight, states, "2026-11-26T12:00Z")).toBe("2026-11-26T18:00:00.000Z");
    expect(closes(eightToEight, states, "2026-11-26T18:00Z")).toBe("2026-11-27T01:00:00.000Z");
    expect(last(eightToEight, states, "2026-11-27T05:00Z", MINUTE)).toBe("2026-11-27T00:59:00.000Z");
  });

  it("is never open if its zones have no common hour", () => {
    const noon = daily(720, 780);
    expect(nextOpening(noon, countryNumber("US"), at("2026-11-26T12:00Z"))).toBe(Number.POSITIVE_INFINITY);
    expect(lastOpening(noon, countryNumber("US"), at("2026-11-26T12:00Z"), 0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("the working time of a carrier", () => {
  it("does not pass outside its hours", () => {
    const accepted = at("2026-11-26T18:50Z"); // ten minutes before the evening
    expect(afterOpenTime(eightToEight, PARIS, accepted, 15 * MINUTE)).toBe(at("2026-11-27T07:05Z"));
    expect(afterOpenTime(eightToEight, PARIS, accepted, 10 * MINUTE)).toBe(at("2026-11-26T19:00Z"));
    expect(afterOpenTime(weekdays, PARIS, at("2026-11-28T20:00Z"), 15 * MINUTE)).toBe(at("2026-11-30T07:15Z"));
    expect(afterOpenTime(daily(), PARIS, accepted, 15 * MINUTE)).toBe(accepted + 15 * MINUTE);
  });
});
