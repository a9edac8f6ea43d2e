import { describe, expect, it } from "vitest";
import { zoneNames } from "../../src/hours/zones.ts";
import { countryNumber, countryZones, zoneNumber } from "../../src/index.ts";

describe("numbers of time zones", () => {
  it("exist for every zone of the platform, and map back to the zone", () => {
    for (const name of Intl.supportedValuesOf("timeZone")) {
      expect(zoneNames(zoneNumber(name)), name).toEqual([name]);
    }
  });

  it("never change, because stored rows contain them", () => {
    expect(["Africa/Abidjan", "Europe/Paris", "UTC", "Zulu"].map(zoneNumber)).toEqual([1, 465, 593, 597]);
  });

  it("do not depend on the spelling of a name, and are 0 for an unknown name", () => {
    expect(zoneNumber("europe/paris")).toBe(zoneNumber("Europe/Paris"));
    expect(zoneNumber("Mars/Base")).toBe(0);
  });

  it("from 10,000 on mean all zones of a country", () => {
    expect(zoneNames(countryNumber("US"))).toEqual(countryZones("US"));
    expect(countryZones("US").length).toBeGreaterThan(5);
    expect(countryZones("FR")).toEqual(["Europe/Paris"]);
    expect(countryNumber("ZZ")).toBeLessThan(32_768);
    expect(countryNumber("usa")).toBe(0);
  });
});
