import { describe, expect, it } from "vitest";
import { zoneNames } from "../../src/hours/zones.ts";
import { countryNumber, countryZones, zoneNumber } from "../../src/index.ts";

describe("numbers of time zones", () => {
  it("exist for every zone that the platform knows, and lead back to it", () => {
    for (const name of Intl.supportedValuesOf("timeZone")) {
      expect(zoneNames(zoneNumber(name)), name).toEqual([name]);
    }
  });

  it("never change: stored rows hold them", () => {
    expect(["Africa/Abidjan", "Europe/Paris", "UTC", "Zulu"].map(zoneNumber)).toEqual([1, 465, 593, 597]);
  });

  it("do not mind how a name is written, and are 0 for no name", () => {
    expect(zoneNumber("europe/paris")).toBe(zoneNumber("Europe/Paris"));
    expect(zoneNumber("Mars/Base")).toBe(0);
  });

  it("mean all zones of a country from 10,000 on", () => {
    expect(zoneNames(countryNumber("US"))).toEqual(countryZones("US"));
    expect(countryZones("US").length).toBeGreaterThan(5);
    expect(countryZones("FR")).toEqual(["Europe/Paris"]);
    expect(countryNumber("ZZ")).toBeLessThan(32_768);
    expect(countryNumber("usa")).toBe(0);
  });
});
