import { NAMES } from "./zone-names.generated.ts";

/** Rows store the position of a name in this list, starting at 1. */
const ZONE_NAMES: readonly string[] = NAMES.split(" ");

/** Offset of country numbers: this number plus the encoded country code means all zones of the country. */
const COUNTRIES = 10_000;
const LETTER_A = 65;

const numbers = new Map(
  ZONE_NAMES.flatMap((name, place) => [
    [name, place + 1],
    [name.toLowerCase(), place + 1],
  ]),
);

/** Returns the stored number of a time zone; 0 for an unknown name. */
export function zoneNumber(name: string): number {
  return numbers.get(name) ?? numbers.get(name.toLowerCase()) ?? 0;
}

/** Returns the stored number of all zones of a country such as `US`; 0 for other text. */
export function countryNumber(code: string): number {
  if (!/^[A-Z]{2}$/.test(code)) return 0;
  return COUNTRIES + (code.charCodeAt(0) - LETTER_A) * 26 + code.charCodeAt(1) - LETTER_A;
}

/** Returns the zone names of a stored number: one zone, all zones of a country, or none. */
export function zoneNames(number: number): readonly string[] {
  if (number >= COUNTRIES) {
    const place = number - COUNTRIES;
    return countryZones(String.fromCharCode(LETTER_A + Math.floor(place / 26), LETTER_A + (place % 26)));
  }
  const name = ZONE_NAMES[number - 1];
  return name === undefined ? [] : [name];
}

/** `timeZones` is a property in Node 22; `getTimeZones` is a method in later versions. */
interface ZonedLocale {
  readonly timeZones?: readonly string[] | undefined;
  getTimeZones?(): readonly string[] | undefined;
}

/** Returns the zones of a country by its ISO 3166 code; none for an unknown code. */
export function countryZones(code: string): readonly string[] {
  const locale = new Intl.Locale("und", { region: code }) as ZonedLocale;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
