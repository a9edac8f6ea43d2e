import { countryNumber, countryZones, nextOpening, zoneNumber } from "@relance/rules";
import { type CampaignDefinition, type Channel, type Contact, channelOf, channels, type Windows } from "@relance/spec";
import { readWeek } from "../definition/hours.ts";
import { phones } from "../libraries.ts";

/** A winter's and a summer's day: hours that open on neither have no moment in common. */
const LOOKS = [Date.UTC(2026, 0, 5), Date.UTC(2026, 6, 6)];
const WEEK_MS = 7 * 86_400_000;

/** The number of the zone in which windows are read for a recipient; 0 = the campaign's zone. */
type ZoneReader = (timezone: string | undefined, contacts: readonly Contact[]) => number;

/**
 * Where the clock of a recipient stands: in the row's zone, else in the country of the first phone number, else in the
 * campaign. In a country with several zones a window is open when it is open in all of them, so that no recipient is
 * written to at night; where its hours have no moment in common there, the campaign's zone counts.
 */
export function createZoneReader({ windows }: CampaignDefinition): ZoneReader {
  const weeks = channels().flatMap((channel) => weekOf(windows, channel));
  if (windows === undefined && weeks.length === 0) return () => 0;
  const countries = new Map<string, number>();

  function numberIn(country: string): number {
    const zones = countryZones(country);
    if (zones.length <= 1) return zoneNumber(zones[0] ?? "");
    const number = countryNumber(country);
    const opens = LOOKS.every((from) =>
      weeks.every((week) => nextOpening({ week }, number, from) <= from + 2 * WEEK_MS),
    );
    return opens ? number : 0;
  }

  return (timezone, contacts) => {
    const own = timezone === undefined ? 0 : zoneNumber(timezone) || zoneNumber(canonicalZone(timezone));
    if (own !== 0) return own;
    const country = countryOf(contacts);
    if (country === undefined) return 0;
    let number = countries.get(country);
    if (number === undefined) {
      number = numberIn(country);
      countries.set(country, number);
    }
    return number;
  };
}

/** Of the first phone number, where it tells. */
function countryOf(contacts: readonly Contact[]): string | undefined {
  const phone = contacts.find(({ channel }) => channelOf(channel).address.read === "phone")?.address;
  return phone === undefined ? undefined : phoneCountry(phone);
}

/**
 * Reads the zone in which deadlines are written to who has none of their own, in a campaign that has none either: that of the
 * phone's country, where one clock holds in all of it.
 */
export function createPhoneZone({
  timezone,
}: CampaignDefinition): (contacts: readonly Contact[]) => string | undefined {
  if (timezone !== undefined) return () => undefined;
  const known = new Map<string, string | undefined>();
  return (contacts) => {
    const country = countryOf(contacts);
    if (country === undefined) return undefined;
    if (!known.has(country)) {
      const [zone, ...others] = countryZones(country);
      known.set(
        country,
        zone !== undefined && others.every((other) => clockIn(other) === clockIn(zone)) ? zone : undefined,
      );
    }
    return known.get(country);
  };
}

/** What clocks show there in winter and in summer. */
function clockIn(timeZone: string): string {
  return LOOKS.map((at) => new Date(at).toLocaleString("en", { timeZone })).join();
}

function weekOf(windows: Windows | undefined, channel: Channel) {
  const hours = windows?.[channel] ?? channelOf(channel).hours;
  return hours === undefined ? [] : [readWeek(hours)];
}

/** The name that the platform has for a zone that came to the world after the list of numbers. */
function canonicalZone(timezone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone: timezone }).resolvedOptions().timeZone;
}

/** Calling codes that one country has to itself, such as 33; others need the whole number. */
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

/** The country that a number in E.164 belongs to, as ISO 3166 code; `undefined` where it cannot be told. */
export function phoneCountry(number: string): string | undefined {
  ownCodes ??= readOwnCodes();
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const found = ownCodes.get(number.slice(1, 1 + length));
    if (found !== undefined) return found;
  }
  return phones().parsePhoneNumberFromString(number)?.country;
}
