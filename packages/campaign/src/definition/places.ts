import { nearName } from "@relance/spec";
import { phones } from "../libraries.ts";

/** What to write instead of a time zone that is none. */
export function zoneAdvice(text: unknown): string {
  const near = typeof text === "string" ? nearName(text, Intl.supportedValuesOf("timeZone")) : undefined;
  return near === undefined
    ? "write an IANA time zone such as Europe/Paris"
    : `there is no time zone of this name; did you mean ${near}?`;
}

/** The tag in its canonical form (`fr_ca` → `fr-CA`), or `undefined` for what is no language tag. */
export function canonicalLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
}

/** Made when a language is first asked about: its table takes 20 ms. */
let languages: Intl.DisplayNames | undefined;

/** Whether the tag is canonical and names a language that there is: `french` and `xx` have the form of one. */
export function isLanguage(tag: string): boolean {
  languages ??= new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  return canonicalLocale(tag) === tag && languages.of(tag) !== undefined;
}

/** Whether phone numbers of this country can be read. */
export function isCountry(text: string): boolean {
  return phones().isSupportedCountry(text);
}

/** Whether a number (E.164) is of one of these countries, or may be: some share a code, and not all numbers tell them apart. */
export function isOfCountries(phone: string, countries: readonly string[]): boolean {
  const number = phones().parsePhoneNumberFromString(phone);
  if (number === undefined) return false;
  const { country } = number;
  return (country === undefined ? number.getPossibleCountries() : [country]).some((one) => countries.includes(one));
}
