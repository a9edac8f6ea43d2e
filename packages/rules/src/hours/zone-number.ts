import { ZONE_NAMES } from "./zone-names.ts";

/** Numbers from here on mean a country with all its zones; the two letters of its code follow. */
const COUNTRIES = 10_000;
const LETTER_A = 65;

const numbers = new Map(
  ZONE_NAMES.flatMap((name, place) => [
    [name, place + 1],
    [name.toLowerCase(), place + 1],
  ]),
);

/** The number under which rows hold a time zone; 0 for a name that the list does not have. */
export function zoneNumber(name: string): number {
  return numbers.get(name) ?? numbers.get(name.toLowerCase()) ?? 0;
}

/** The number that means every zone of a country at once, such as `US`; 0 for what is no country code. */
export function countryNumber(code: string): number {
  if (!/^[A-Z]{2}$/.test(code)) return 0;
  return COUNTRIES + (code.charCodeAt(0) - LETTER_A) * 26 + code.charCodeAt(1) - LETTER_A;
}

/** The zones that a number means: one, all of a country, or none. */
export function zoneNames(number: number): readonly string[] {
  if (number >= COUNTRIES) {
    const place = number - COUNTRIES;
    return countryZones(String.fromCharCode(LETTER_A + Math.floor(place / 26), LETTER_A + (place % 26)));
  }
  const name = ZONE_NAMES[number - 1];
  return name === undefined ? [] : [name];
}

/** What Node 22 has as a property and later versions as a method. */
interface ZonedLocale {
  readonly timeZones?: readonly string[] | undefined;
  getTimeZones?(): readonly string[] | undefined;
}

/** The zones of a country by its ISO 3166 code, as the platform's data has them; none for a code that is none. */
export function countryZones(code: string): readonly string[] {
  const locale = new Intl.Locale("und", { region: code }) as ZonedLocale;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}
