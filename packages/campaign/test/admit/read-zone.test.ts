import { countryNumber, zoneNumber } from "@relance/rules";
import type { CampaignDefinition } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { phoneCountry } from "../../src/admit/read-zone.ts";
import { simpleCampaign } from "../support/simple-campaign.ts";

const windows = { sms: "08:00-20:00" };

function zoneOf(raw: object, parts: Partial<CampaignDefinition> = {}): number | undefined {
  const { row } = simpleCampaign({ timezone: "Europe/Paris", windows, ...parts }).admit({ id: "1", ...raw }, 1);
  if (row === undefined) throw new Error("the row was refused");
  return row.zone;
}

describe("the zone in which windows apply to a recipient", () => {
  it.each([
    ["the row's zone", { sms: "+33639980001", timezone: "Indian/Reunion" }, zoneNumber("Indian/Reunion")],
    ["the row's zone by another name", { timezone: "asia/kolkata" }, zoneNumber("Asia/Kolkata")],
    ["else the phone's country", { sms: "+33639980001" }, zoneNumber("Europe/Paris")],
    ["also where countries share a code", { sms: "+15148765432" }, countryNumber("CA")],
    ["and a small one with one zone", { sms: "+262692012345" }, zoneNumber("Indian/Reunion")],
    ["every zone of a country that has several", { sms: "+12125550123" }, countryNumber("US")],
    [
      "the phone's country when nobody knows the row's zone",
      { sms: "+351912345678", timezone: "Mars" },
      countryNumber("PT"),
    ],
    [
      "the phone's country when the row has an offset",
      { sms: "+818012345678", timezone: "+02:00" },
      zoneNumber("Asia/Tokyo"),
    ],
    ["else the campaign's", { email: "a@example.org" }, undefined],
  ])("is %s", (_, raw, zone) => {
    expect(zoneOf(raw)).toBe(zone);
  });

  it("is the campaign's if the zones of a country are never open at the same time", () => {
    expect(zoneOf({ sms: "+12125550123" }, { windows: { sms: "12:00-13:00" } })).toBeUndefined();
  });

  it("is not computed without windows", () => {
    expect(zoneOf({ sms: "+33639980001", timezone: "Indian/Reunion" }, { windows: undefined })).toBeUndefined();
  });
});

describe("the country of a phone number", () => {
  it.each([
    ["+33639980001", "FR"],
    ["+4915112345678", "DE"],
    ["+447400123456", "GB"],
    ["+77011234567", "KZ"],
    ["+79161234567", "RU"],
  ])("of %s is %s", (number, country) => {
    expect(phoneCountry(number)).toBe(country);
  });
});
