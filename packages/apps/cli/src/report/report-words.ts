import { STATES_EN, STATES_FR, type StateWords } from "@relance/spec";
import { EN, type ReportWords } from "./words-en.ts";
import { FR } from "./words-fr.ts";

/** Languages that a report speaks. */
export type ReportLocale = "en" | "fr";

const WORDS: Readonly<Record<ReportLocale, ReportWords & StateWords>> = {
  en: { ...STATES_EN, ...EN },
  fr: { ...STATES_FR, ...FR },
};

export function reportWords(locale: ReportLocale): ReportWords & StateWords {
  return WORDS[locale];
}
