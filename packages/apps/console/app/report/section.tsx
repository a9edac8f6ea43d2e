import type { CampaignReport } from "@relance/report";
import type { ComponentChildren } from "preact";
import type { Wired } from "../../src/wire/wired.ts";
import type { Words } from "../words/en.ts";
import { useWords } from "../words/use-words.ts";
import { REPORT_EN, type ReportWords } from "./report-words-en.ts";
import { REPORT_FR } from "./report-words-fr.ts";

export interface SectionProps {
  readonly report: Wired<CampaignReport>;
}

export function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Returns the texts of the console and of the report in the reader's language. */
export function useReportWords(): Words & ReportWords {
  const words = useWords();
  return { ...words, ...(words.locale === "fr" ? REPORT_FR : REPORT_EN) };
}
