import type { CampaignReport } from "@relance/spec";
import { campaignLabel } from "../output/campaign-label.ts";
import { Markup, markup } from "./markup.ts";
import { reportFormat } from "./report-format.ts";
import { REPORT_STYLE } from "./report-style.ts";
import type { ReportLocale } from "./report-words.ts";
import {
  costSection,
  evidenceSection,
  retentionSection,
  unreachedSection,
  wavesSection,
} from "./sections/account-sections.ts";
import { confirmingSection } from "./sections/confirming-section.ts";
import { incidentsSection } from "./sections/incidents-section.ts";
import { outcomeSection } from "./sections/outcome-section.ts";
import { receiptsSection } from "./sections/receipts-section.ts";
import { stepsSection } from "./sections/steps-section.ts";

/**
 * The story of a campaign as one page that asks nobody for anything: no script, no font, no request, and nothing about
 * single people, so that it can be passed on. `first` = sections above all others.
 */
export function reportHtml(report: CampaignReport, locale: ReportLocale, first: readonly Markup[] = []): string {
  const { timezone } = report.campaign;
  const format = reportFormat(locale, timezone);
  const { words } = format;
  const label = campaignLabel(report.campaign);
  const { rehearsal } = report;
  const badge =
    rehearsal === undefined
      ? undefined
      : markup`<p class="badge">${words.rehearsal(rehearsal.scenario, rehearsal.seed)}</p>`;
  const page = markup`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${label} · ${words.title}</title>
<style>${new Markup(REPORT_STYLE)}</style>
</head>
<body>
<header><p class="soft">${words.title}</p><h1>${label}</h1>${badge}</header>
<main>
${first}
${outcomeSection(report, format)}
${incidentsSection(report, format)}
${stepsSection(report, format)}
${confirmingSection(report, format)}
${receiptsSection(report, format)}
${unreachedSection(report, format)}
${wavesSection(report, format)}
${costSection(report, format)}
${retentionSection(report, format)}
${evidenceSection(report, format)}
</main>
<footer>${words.footer(format.instant(report.madeAt), timezone)}</footer>
</body>
</html>
`;
  return page.text;
}
