import type { Words } from "../words/en.ts";
import { useWords } from "../words/use-words.ts";
import { REPORT_EN, type ReportWords } from "./report-words-en.ts";
import { REPORT_FR } from "./report-words-fr.ts";

/** The texts of the console and of a report. */
export function useReportWords(): Words & ReportWords {
  const words = useWords();
  return { ...words, ...(words.locale === "fr" ? REPORT_FR : REPORT_EN) };
}
