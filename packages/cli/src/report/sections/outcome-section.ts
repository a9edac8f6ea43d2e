import type { CampaignReport } from "@relance/spec";
import { stackedBar } from "../charts/stacked-bar.ts";
import { type Markup, markup } from "../markup.ts";
import type { ReportFormat } from "../report-format.ts";
import { factList } from "../report-table.ts";

/** What the campaign has come to: the first thing that anybody wants to know. */
export function outcomeSection(report: CampaignReport, format: ReportFormat): Markup {
  const { outcome, times, campaign } = report;
  const { words, number, share, instant } = format;
  const { people, confirmed, late, open, unreached, refused, holds } = outcome;
  const lead = words.lead({
    confirmed: number(confirmed),
    people: number(people),
    share: share(confirmed / people),
    unreached: number(unreached),
  });
  const parts = [
    { name: words.confirmed, count: confirmed - late, tone: "good" },
    { name: words.late, count: late, tone: "late" },
    { name: words.open, count: open, tone: "open" },
    { name: words.unreached, count: unreached, tone: "bad" },
  ] as const;
  const big = [
    { name: words.confirmed, value: number(confirmed), isBig: true },
    ...(late > 0 ? [{ name: words.late, value: number(late), isBig: true }] : []),
    ...(open > 0 ? [{ name: words.open, value: number(open), isBig: true }] : []),
    { name: words.unreached, value: number(unreached), isBig: true },
  ];
  return markup`<section><h2>${words.sections.outcome}</h2>
<p class="lead">${lead}${open > 0 ? ` ${words.stillOpen(number(open))}` : ""}</p>
${stackedBar(lead, parts)}
${factList(big)}
${factList([
  { name: words.started, value: instant(times.startedAt) },
  { name: words.lastSent, value: instant(times.lastSentAt) },
  { name: words.closed, value: instant(times.closedAt) },
  { name: words.deadline, value: campaign.deadline },
])}
<p class="${holds ? "soft" : "alarm"}">${holds ? words.holds : words.doesNotHold}${
    refused > 0 ? ` ${words.refused(number(refused))}` : ""
  }</p></section>`;
}
