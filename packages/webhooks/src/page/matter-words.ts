import type { Matter, MatterWords } from "@relance/spec";
import { chooseLocale, isSameLanguage } from "../choose-locale.ts";
import type { PageLanguage } from "./page-languages.ts";

/** Languages in which the campaign speaks about this matter; none where it names none. */
export function writtenLocales({ words }: Matter): readonly string[] {
  return words.flatMap(({ locale }) => locale ?? []);
}

/** The campaign's words in the language of the page, else the first it has: the person's own, or the campaign's. */
export function wordsFor({ words }: Matter, { tag, region }: PageLanguage): MatterWords {
  const locales = words.flatMap(({ locale }) => locale ?? []);
  const chosen = chooseLocale([region, tag], locales);
  const [first = { locale: undefined, subject: "", labels: {} }] = words;
  const near = words.find(({ locale }) => locale !== undefined && isSameLanguage(locale, tag));
  return words.find(({ locale }) => locale !== undefined && locale === chosen) ?? near ?? first;
}
