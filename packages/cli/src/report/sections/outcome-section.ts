import type { CampaignReport } from "@relance/spec";
import { type BarPart, stackedBar } from "../charts/stacked-bar.ts";
import { type Markup, markup } from "../markup.ts";
import type { ReportFormat } from "../report-format.ts";
import { factList } from "../report-table.ts";

/** What the campaign has come to: the first thing that anybody wants to know. */
export function outcomeSection(report: CampaignReport, format: ReportFormat): Markup {
  const { outcome, times, campaign } = report;
  const { words, number, share, instant } = format;
  const { people, confirmed, late, open, unreached, calledOff, refused, holds } = outcome;
  const lead = words.lead({
    confirmed: number(confirmed),
    people: number(people),
    share: share(confirmed / people),
    unreached: number(unreached),
  });
  const parts = [
    { count: confirmed - late, tone: "good" },
    { count: late, tone: "late" },
    { count: open, tone: "open" },
    { count: unreached, tone: "bad" },
  ] as const;
  const big = (name: string, count: number, tone: BarPart["tone"]) => ({
    name,
    value: number(count),
    tone,
    isBig: true,
  });
  return markup`<section><h2>${words.sections.outcome}</h2>
<p class="lead">${lead}${open > 0 ? ` ${words.stillOpen(number(open))}` : ""}</p>
${stackedBar(lead, parts)}
${factList([
  big(words.confirmed, confirmed, "good"),
  ...(late > 0 ? [big(words.late, late, "late")] : []),
  ...(open > 0 ? [big(words.open, open, "open")] : []),
  big(words.unreached, unreached, "bad"),
  ...(calledOff > 0 ? [{ name: words.calledOff, value: number(calledOff), isBig: true }] : []),
])}
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
