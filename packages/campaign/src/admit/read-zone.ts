import { countryNumber, countryZones, nextOpening, zoneNumber } from "@relance/rules";
import { type CampaignDefinition, type Channel, type Contact, channelOf, channels, type Windows } from "@relance/spec";
import { readWeek } from "../definition/hours.ts";
import { phones } from "../libraries.ts";
import { remembered } from "../remembered.ts";

/** A winter's and a summer's day; hours that open at no common moment on either are treated as having none. */
const LOOKS = [Date.UTC(2026, 0, 5), Date.UTC(2026, 6, 6)];
const WEEK_MS = 7 * 86_400_000;

/** Returns the number of the zone in which windows are read for a recipient; 0 = the campaign's zone. */
type ZoneReader = (timezone: string | undefined, contacts: readonly Contact[]) => number;

/**
 * Creates the reader of a recipient's time zone: the row's zone, else the country of the first phone number, else the
 * campaign's zone. In a country with several zones, a window is open when it is open in all of them, so that no
 * recipient gets a message at night. If its hours have no common moment there, the campaign's zone applies.
 */
export function createZoneReader({ windows }: CampaignDefinition): ZoneReader {
  const weeks = channels().flatMap((channel) => weekOf(windows, channel));
  if (windows === undefined && weeks.length === 0) return () => 0;

  const numberIn = remembered((country: string): number => {
    const zones = countryZones(country);
    if (zones.length <= 1) return zoneNumber(zones[0] ?? "");
    const number = countryNumber(country);
    const opens = LOOKS.every((from) =>
      weeks.every((week) => nextOpening({ week }, number, from) <= from + 2 * WEEK_MS),
    );
    return opens ? number : 0;
  });

  return (timezone, contacts) => {
    const own = timezone === undefined ? 0 : zoneNumber(timezone) || zoneNumber(canonicalZone(timezone));
    if (own !== 0) return own;
    const country = countryOf(contacts);
    return country === undefined ? 0 : numberIn(country);
  };
}

/** Country of the first phone number, if it has one. */
function countryOf(contacts: readonly Contact[]): string | undefined {
  const phone = contacts.find(({ channel }) => channelOf(channel).address.read === "phone")?.address;
  return phone === undefined ? undefined : phoneCountry(phone);
}

/**
 * Returns the time zone in which a deadline is written for a recipient if neither they nor the campaign have one: that
 * of the phone's country, if the whole country shares one clock.
 */
export function createPhoneZone({
  timezone,
}: CampaignDefinition): (contacts: readonly Contact[]) => string | undefined {
  if (timezone !== undefined) return () => undefined;
  const zoneIn = remembered((country: string) => {
    const [zone, ...others] = countryZones(country);
    return zone !== undefined && others.every((other) => clockIn(other) === clockIn(zone)) ? zone : undefined;
  });
  return (contacts) => {
    const country = countryOf(contacts);
    return country === undefined ? undefined : zoneIn(country);
  };
}

/** The local time of a zone on a day in winter and one in summer. */
function clockIn(timeZone: string): string {
  return LOOKS.map((at) => new Date(at).toLocaleString("en", { timeZone })).join();
}

function weekOf(windows: Windows | undefined, channel: Channel) {
  const hours = windows?.[channel] ?? channelOf(channel).hours;
  return hours === undefined ? [] : [readWeek(hours)];
}

/** Returns the platform's name for a zone that is newer than our numbered list. */
function canonicalZone(timezone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
}

/** Calling codes that belong to one country, such as 33. Other codes need the whole number. */
let ownCodes: ReadonlyMap<string, string> | undefined;

function readOwnCodes(): ReadonlyMap<string, string> {
  const { getCountries, getCountryCallingCode } = phones();
  const byCode = Object.groupBy(getCountries(), (country) => getCountryCallingCode(country));
  return new Map(
    Object.entries(byCode).flatMap(([code, countries = []]) =>
      countries.length === 1 ? [[code, countries[0] ?? ""] as const] : [],
    ),
  );
}

const LONGEST_CODE = 3;

/** Returns the ISO 3166 country of an E.164 number; `undefined` = unknown. */
export function phoneCountry(number: string): string | undefined {
  ownCodes ??= readOwnCodes();
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const found = ownCodes.get(number.slice(1, 1 + length));
    if (found !== undefined) return found;
  }
  return phones().parsePhoneNumberFromString(number)?.country;
}
