import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js";

/** Calling codes that one country has to itself, such as 33; others need the whole number. */
const OWN_CODES: ReadonlyMap<string, string> = new Map(
  Object.entries(Object.groupBy(getCountries(), (country) => getCountryCallingCode(country))).flatMap(
    ([code, countries = []]) => (countries.length === 1 ? [[code, countries[0] ?? ""] as const] : []),
  ),
);
const LONGEST_CODE = 3;

/** The country that a number in E.164 belongs to, as ISO 3166 code; `undefined` where it cannot be told. */
export function phoneCountry(number: string): string | undefined {
  for (let length = 1; length <= LONGEST_CODE; length++) {
    const found = OWN_CODES.get(number.slice(1, 1 + length));
    if (found !== undefined) return found;
  }
  return parsePhoneNumberFromString(number)?.country;
}
