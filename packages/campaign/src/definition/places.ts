import { isSupportedCountry } from "libphonenumber-js";

/** Whether `Intl` and the calendar know this time zone. */
export function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** The tag in its canonical form (`fr_ca` → `fr-CA`), or `undefined` for what is no language tag. */
export function canonicalLocale(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll("_", "-"))[0];
  } catch {
    return undefined;
  }
}

/** Whether phone numbers of this country can be read. */
export function isCountry(text: string): boolean {
  return isSupportedCountry(text);
}
