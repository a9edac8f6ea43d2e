import { nearName } from "@relance/spec";
import { isSupportedCountry } from "libphonenumber-js";

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

/** Whether phone numbers of this country can be read. */
export function isCountry(text: string): boolean {
  return isSupportedCountry(text);
}
