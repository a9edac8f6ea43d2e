import type { ReportLocale, ReportWords } from "./report-words.ts";
import { EN } from "./words-en.ts";
import { FR } from "./words-fr.ts";

const WORDS: Readonly<Record<ReportLocale, ReportWords>> = { en: EN, fr: FR };

/** The words in the language of the report. */
export function reportWords(locale: ReportLocale): ReportWords {
  return WORDS[locale];
}
