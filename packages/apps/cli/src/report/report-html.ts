import type { CampaignReport } from "@relance/spec";
import { campaignLabel } from "../output/wording.ts";
import { Markup, markup } from "./markup.ts";
import { type ReportFormat, reportFormat } from "./report-format.ts";
import type { ReportLocale } from "./report-words.ts";
import {
  costSection,
  evidenceSection,
  incidentsSection,
  retentionSection,
  unreachedSection,
  wavesSection,
} from "./sections/account-sections.ts";
import { confirmingSection, outcomeSection } from "./sections/outcome-section.ts";
import { canariesSection, receiptsSection } from "./sections/receipts-section.ts";
import { stepsSection } from "./sections/steps-section.ts";

/**
 * The story of a campaign as one page that loads nothing: no script, no font, no request, and nothing about
 * single recipients, so that it can be passed on. `first` = sections above all others.
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
<header><p class="soft">${words.title}</p><h1>${label}</h1>${badge}${capturedNote(report, format)}</header>
<main>
${first}
${outcomeSection(report, format)}
${incidentsSection(report, format)}
${stepsSection(report, format)}
${confirmingSection(report, format)}
${receiptsSection(report, format)}
${canariesSection(report, format)}
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

/** A report of messages that never left reads like any other: that is said before anything else. */
function capturedNote({ delivery, cost }: CampaignReport, { words, number }: ReportFormat): Markup | undefined {
  const { left, captured } = delivery;
  if (captured === 0) return undefined;
  const said =
    left === 0 ? words.nothingLeft(number(captured)) : words.partlyLeft(number(captured), number(left + captured));
  return markup`<p class="alarm">${said}</p>${cost === undefined ? undefined : markup`<p class="soft">${words.costsIfSent}</p>`}`;
}

/** The look of a report: light and dark by the reader's own setting, on paper, and on a phone. */
const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f7f9; --ink: #1a1f27; --soft: #5b6572; --line: #d8dde4;
  --good: #1f7a4d; --late: #8a6d00; --open: #2f6fbf; --bad: #c0392b; --band: #2f6fbf2e; --grid: #e6e9ee; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1b212a; --ink: #e8ecf2; --soft: #a3afbd;
  --line: #333c48; --good: #4cc38a; --late: #e0b93f; --open: #6aa9f0; --bad: #ff7b6b; --band: #6aa9f038; --grid: #262e38; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h3::first-letter { text-transform: uppercase; }
p { margin: .5rem 0; }
.soft { color: var(--soft); }
.lead { font-size: 1.15rem; }
.badge { display: inline-block; margin: .5rem 0 0; padding: .15rem .6rem; border-radius: 1rem; border: 1px solid var(--open);
  color: var(--open); font-size: .9rem; }
.alarm { color: var(--bad); font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: .75rem 0; padding: 0; }
.facts div { min-width: 7rem; }
.facts dt { color: var(--soft); font-size: .85rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.facts .big dd { font-size: 1.5rem; line-height: 1.2; font-weight: 600; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem;
  break-inside: avoid; }
.card.bad { border-left: 4px solid var(--bad); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin: 1rem 0; }
.charts > .card { margin: 0; }
.bars { margin: .5rem 0; font-size: .9rem; }
.bars div { display: grid; grid-template-columns: minmax(5rem, 10rem) 1fr; gap: .5rem; align-items: center; min-height: 1.6rem; }
.bars dt { color: var(--soft); text-align: right; line-height: 1.2; }
.bars dd { margin: 0; display: flex; align-items: center; gap: .4rem; font-variant-numeric: tabular-nums; }
.bars i { flex: none; height: 1rem; min-width: 2px; width: calc((100% - 5rem) * var(--share)); border-radius: 2px; }
.bars i, .dot { background: currentcolor; print-color-adjust: exact; }
i.good { color: var(--good); } i.late { color: var(--late); } i.open { color: var(--open); } i.bad { color: var(--bad); }
.dot { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .35rem; }
.notes { list-style: none; margin: .75rem 0 0; padding: 0; font-size: .9rem; }
.notes li { border-top: 1px solid var(--line); padding: .4rem 0; }
.notes li > * { display: block; }
figure { margin: 0; min-width: 0; }
figcaption { font-weight: 600; margin-bottom: .25rem; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; }
svg.whole { height: 2.25rem; border-radius: 4px; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.wide svg text { font-size: 10px; }
@media (max-width: 34rem) { svg text, .wide svg text { font-size: 17px; } }
.grid { stroke: var(--grid); } .axis { stroke: var(--line); }
.good { fill: var(--good); } .late { fill: var(--late); } .open { fill: var(--open); } .bad { fill: var(--bad); }
.band { fill: var(--band); }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.curve.good { stroke: var(--good); fill: none; } .curve.open { stroke: var(--open); fill: none; stroke-dasharray: 5 4; }
.curve.bad { stroke: var(--bad); fill: none; } .curve.soft { stroke: var(--soft); stroke-width: 1.25; }
.mark { stroke: var(--bad); stroke-dasharray: 3 3; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .25rem 0 .5rem; padding: 0; list-style: none; font-size: .85rem;
  color: var(--soft); }
.key svg { display: inline-block; width: 1.5rem; height: .75rem; margin-right: .35rem; vertical-align: middle; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin-top: .5rem; font-size: .9rem; }
summary { cursor: pointer; color: var(--soft); }
code { font: .9em ui-monospace, monospace; background: var(--card); border: 1px solid var(--line); border-radius: .25rem;
  padding: .1rem .35rem; overflow-wrap: anywhere; }
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2 { break-after: avoid; }
  figure, tr { break-inside: avoid; } details::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; } }
`;
