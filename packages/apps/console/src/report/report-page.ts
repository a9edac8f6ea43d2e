import type { CampaignReport } from "@relance/report";
import { appFiles } from "#app";
import type { Wired } from "../wire/wired.ts";
import type { ReportPart } from "./report-part.ts";

/** Renders the report of a campaign as one HTML page without scripts or requests. The parts in `first` come first. */
export async function reportPage(
  report: CampaignReport,
  locale: "en" | "fr" = "en",
  first: readonly ReportPart[] = [],
): Promise<string> {
  const { style, renderReport } = await appFiles();
  const wired = JSON.parse(JSON.stringify(report)) as Wired<CampaignReport>; // as the browser app receives it
  return renderReport({ report: wired, locale, style, first });
}
