import { countryNumber, countryZones, nextOpening, zoneNumber } from "@relance/rules";
import { type CampaignDefinition, type Channel, type Contact, channels, getChannel, type Windows } from "@relance/spec";
import { readWeek } from "../definition/hours.ts";
import { phones } from "../libraries.ts";
import { remembered } from "../remembered.ts";

/** Start of a winter week and of a summer week; in both, all zones need a common open moment. */
const LOOKS = [Date.UTC(2026, 0, 5), Date.UTC(2026, 6, 6)];
const WEEK_MS = 7 * 86_400_000;

type ZoneReader = (timezone: string | undefined, contacts: readonly Contact[]) => number;

/** In a country with several zones, messages are sent only while the window is open in all of them. */
export function createZoneReader({ windows }: CampaignDefinition): ZoneReader {
  const weeks = channels().flatMap((channel) => readWeekHours(windows, channel));
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
    const own = timezone === undefined ? 0 : zoneNumber(timezone) || zoneNumber(platformName(timezone));
    if (own !== 0) return own;
    const country = guessCountry(contacts);
    return country === undefined ? 0 : numberIn(country);
  };
}

function guessCountry(contacts: readonly Contact[]): string | undefined {
  const phone = contacts.find(({ channel }) => getChannel(channel).address.read === "phone")?.address;
  return phone === undefined ? undefined : phoneCountry(phone);
}

export function createPhoneZone({
  timezone,
}: CampaignDefinition): (contacts: readonly Contact[]) => string | undefined {
  if (timezone !== undefined) return () => undefined;
  const zoneIn = remembered((country: string) => {
    const [zone, ...others] = countryZones(country);
    return zone !== undefined && others.every((other) => clockIn(other) === clockIn(zone)) ? zone : undefined;
  });
  return (contacts) => {
    const country = guessCountry(contacts);
    return country === undefined ? undefined : zoneIn(country);
  };
}

// the platform may know a zone under an older name than relance's list
const platformName = (timeZone: string) => new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;

function clockIn(timeZone: string): string {
  return LOOKS.map((at) => new Date(at).toLocaleString("en", { timeZone })).join();
}

function readWeekHours(windows: Windows | undefined, channel: Channel) {
  const hours = windows?.[channel] ?? getChannel(channel).hours;
  return hours === undefined ? [] : [readWeek(hours)];
}

/** Calling codes that belong to one country, such as 33. For other codes, the whole number determines the country. */
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

export function phoneCountry(number: string): string | undefined {
  ownCodes ??= readOwnCodes();
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const found = ownCodes.get(number.slice(1, 1 + length));
    if (found !== undefined) return found;
  }
  return phones().parsePhoneNumberFromString(number)?.country;
}
