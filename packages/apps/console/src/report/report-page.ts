import type { CampaignReport } from "@relance/report";
import { appFiles } from "#app";
import type { Wired } from "../wire/wired.ts";
import type { ReportPart } from "./report-part.ts";

/** Renders a campaign's report as one HTML page, without scripts or requests. The parts in `first` come first. */
export async function reportPage(
  report: CampaignReport,
  locale: "en" | "fr" = "en",
  first: readonly ReportPart[] = [],
): Promise<string> {
  const { style, renderReport } = await appFiles();
  const wired = JSON.parse(JSON.stringify(report)) as Wired<CampaignReport>; // the form in which the browser app receives it
  return renderReport({ report: wired, locale, style, first });
}
