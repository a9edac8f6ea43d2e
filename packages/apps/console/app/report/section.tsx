import type { CampaignReport } from "@relance/report";
import type { Wired } from "../../src/wire/wired.ts";
import { duration } from "../words/numbers.ts";
import { useWords, type Words } from "../words/use-words.ts";

export interface SectionProps {
  readonly report: Wired<CampaignReport>;
}

/** Returns a range of durations such as `1 min – 5 min`. Without `toMs`, the range has no upper limit. */
export function rangeName({ fill, fromTo, locale, report }: Words, fromMs: number, toMs: number | undefined): string {
  const from = duration(locale, fromMs);
  return toMs === undefined ? fill(report.longer, { from }) : fill(fromTo, { from, to: duration(locale, toMs) });
}

export function useReportWords(): Words & Words["report"] {
  const words = useWords();
  return { ...words, ...words.report };
}
