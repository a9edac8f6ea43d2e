import type { CampaignReport } from "@relance/report";
import { appFiles } from "#app";
import type { Wired } from "../wire/wired.ts";
import type { ReportPart } from "./report-part.ts";

/** Renders the report of a campaign as one page of HTML that runs and loads nothing, below the parts in `first`. */
export async function reportPage(
  report: CampaignReport,
  locale: "en" | "fr" = "en",
  first: readonly ReportPart[] = [],
): Promise<string> {
  const { style, renderReport } = await appFiles();
  const wired = JSON.parse(JSON.stringify(report)) as Wired<CampaignReport>; // as the console's pages receive their values
  return renderReport({ report: wired, locale, style, first });
}
