import { describe, expect, it } from "vitest";
import { readCount, readInstant, readPort, readReview } from "../../src/campaign/read-values.ts";

describe("a typed number of recipients", () => {
  it.each(["650000", "650,000", "650 000", "650.000", "650_000", " 650\u00a0000 "])(
    "%j is parsed as 650000",
    (text) => {
      expect(readCount(text)).toBe(650_000);
    },
  );

  it.each(["", "six", "12.5", "1,2", "-3", "1e3", "65,0000"])("%j is refused", (text) => {
    expect(() => readCount(text)).toThrow();
  });
});

describe("a port", () => {
  it("is from 0 to 65535", () => {
    expect([readPort("0"), readPort("65535")]).toEqual([0, 65_535]);
    for (const text of ["65536", "-1", "http", ""]) expect(() => readPort(text)).toThrow();
  });
});

describe("a typed instant", () => {
  it("needs an offset, because the operator's zone is unknown", () => {
    expect(readInstant("2013-08-15T23:59:00+02:00").toISOString()).toBe("2013-08-15T21:59:00.000Z");
    for (const text of ["2013-08-15T23:59", "2013-08-15", "tomorrow", "2013-13-01T00:00Z"]) {
      expect(() => readInstant(text)).toThrow();
    }
  });

  it("is refused on a day that does not exist, and not moved to the next day", () => {
    for (const day of ["2041-02-31", "2041-02-29", "2041-04-31"]) {
      expect(() => readInstant(`${day}T00:00:00+02:00`)).toThrow(`There is no ${day} in the calendar.`);
    }
    expect(readInstant("2040-02-29T00:00:00Z").toISOString()).toBe("2040-02-29T00:00:00.000Z");
  });

  it("may be a duration from now for a review time", () => {
    const before = Date.now();
    expect(readReview("2h").getTime() - before - 7_200_000).toBeLessThan(1_000);
    expect(() => readReview("2 weeks")).toThrow();
  });
});
