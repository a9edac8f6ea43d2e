import { meant } from "@relance/spec";
import { phones } from "../libraries.ts";

export const ZONE_ADVICE = "write an IANA time zone such as Europe/Paris";

export function zoneAdvice(text: string): string {
  return meant(text, Intl.supportedValuesOf("timeZone"), ZONE_ADVICE);
}

/** Returns the tag in its canonical form (`fr_ca` → `fr-CA`); `undefined` if it is not a language tag. */
export function canonicalLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
}

/** Created only when a language is first checked, because the creation takes 20 ms. */
let languages: Intl.DisplayNames | undefined;

/** Returns whether a tag is canonical and names a language. `french` and `xx` only look like tags. */
export function isLanguage(tag: string): boolean {
  languages ??= new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  return canonicalLocale(tag) === tag && languages.of(tag) !== undefined;
}

/** Returns whether relance can parse phone numbers of this country. */
export function isCountry(text: string): boolean {
  return phones().isSupportedCountry(text);
}

/** Returns whether an E.164 number belongs, or may belong, to one of these countries. Some share a code. */
export function isOfCountries(phone: string, countries: readonly string[]): boolean {
  const number = phones().parsePhoneNumberFromString(phone);
  if (number === undefined) return false;
  const { country } = number;
  return (country === undefined ? number.getPossibleCountries() : [country]).some((one) => countries.includes(one));
}

/** Returns the languages to look for: the recipient's, such as `fr-CA` and `fr`, then the campaign's. */
export function localeChain(locale: string | undefined, fallback: string): readonly string[] {
  const chain = new Set<string>();
  for (const tag of [locale, fallback]) {
    let rest = tag === undefined ? undefined : canonicalLocale(tag);
    while (rest !== undefined && rest !== "") {
      chain.add(rest);
      rest = rest.slice(0, Math.max(0, rest.lastIndexOf("-")));
    }
  }
  return [...chain];
}
