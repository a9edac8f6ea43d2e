import { canonicalLocale } from "../definition/places.ts";

/** The languages in which a text is searched: the recipient's, such as `fr-CA` and `fr`, then the campaign's. */
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
