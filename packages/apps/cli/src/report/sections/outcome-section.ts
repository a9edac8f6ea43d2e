import { parseInstant } from "@relance/campaign";
import type { CampaignReport } from "@relance/spec";
import { type BarPart, bars, stackedBar } from "../charts/bars.ts";
import { curves, key } from "../charts/curves.ts";
import { type Markup, markup } from "../markup.ts";
import { factList, foldedTable } from "../report-csv.ts";
import type { ReportFormat } from "../report-format.ts";

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
  ...(calledOff > 0 ? [{ name: words.cancelled, value: number(calledOff), isBig: true }] : []),
])}
${factList([
  { name: words.started, value: instant(times.startedAt) },
  { name: words.lastSent, value: instant(times.lastSentAt) },
  { name: words.closed, value: instant(times.closedAt) },
  { name: words.deadline, value: deadlineOf(campaign, format) },
])}
<p class="${holds ? "soft" : "alarm"}">${holds ? words.holds : words.doesNotHold}${
    refused > 0 ? ` ${words.refused(number(refused))}` : ""
  }</p></section>`;
}

/** An instant in the campaign's zone, a duration after enrollment, or the column that says when. */
function deadlineOf({ deadline, timezone }: CampaignReport["campaign"], { words, instant }: ReportFormat): string {
  const at = parseInstant(deadline, timezone);
  if (at !== undefined) return instant(new Date(at));
  return deadline.startsWith("+") ? words.afterEnrollment(deadline.slice(1)) : deadline;
}

/** How long recipients took, and how the number grew. */
export function confirmingSection({ confirming }: CampaignReport, format: ReportFormat): Markup {
  const { words, number, duration, instant } = format;
  const { medianMs, p90Ms, histogram, overTime } = confirming;
  const rows = histogram.map(({ fromMs, toMs, people }) => ({
    name: words.within(duration(fromMs), toMs === Number.MAX_SAFE_INTEGER ? undefined : duration(toMs)),
    value: people,
    text: number(people),
    tone: "good" as const,
  }));
  const lead =
    medianMs === undefined || p90Ms === undefined
      ? words.nobodyConfirmed
      : words.waits(duration(medianMs), duration(p90Ms));
  const growth = [
    { tone: "soft", points: overTime.map(({ at, sent }) => ({ at, value: sent })) },
    { tone: "good", points: overTime.map(({ at, confirmed }) => ({ at, value: confirmed })) },
  ] as const;
  const over = markup`<figure class="card"><figcaption>${words.overTime}</figcaption>
${curves({ title: words.overTime, curves: growth }, format)}
${key([
  { tone: "good", name: words.confirmed },
  { tone: "soft", name: words.firstMessages },
])}
${foldedTable(
  words.figures,
  [{ name: words.time }, { name: words.firstMessages, isNumber: true }, { name: words.confirmed, isNumber: true }],
  thinned(overTime).map(({ at, sent, confirmed }) => [instant(at), number(sent), number(confirmed)]),
)}</figure>`;
  return markup`<section><h2>${words.sections.confirming}</h2><p>${lead}</p>
<div class="charts">${
    rows.length === 0
      ? undefined
      : markup`<figure class="card"><figcaption>${words.sections.confirming}</figcaption>${bars(rows)}</figure>`
  }${overTime.length < 2 ? undefined : over}</div></section>`;
}

/** A readable table has some twenty rows. */
export function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / 20);
  return points.filter((_, place) => place % every === 0 || place === points.length - 1);
}
