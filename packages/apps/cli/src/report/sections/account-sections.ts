import {
  type Budget,
  type CampaignReport,
  identityWords,
  incidentInFrench,
  type ReportCost,
  type ReportIncident,
} from "@relance/spec";
import { bars } from "../charts/bars.ts";
import { type Markup, markup } from "../markup.ts";
import { factList, reportTable } from "../report-csv.ts";
import type { ReportFormat } from "../report-format.ts";

/** Who is left, by cause, and how to get their list: it is not in this page, which may be passed on. */
export function unreachedSection({ unreached, campaign }: CampaignReport, format: ReportFormat): Markup {
  const { words, number } = format;
  const command = `relance export ${identityWords(campaign)} --unreached`;
  const rows = unreached.map(({ cause, count }) => ({
    name: cause,
    value: count,
    text: number(count),
    tone: "bad" as const,
  }));
  if (rows.length === 0) {
    return markup`<section><h2>${words.sections.unreached}</h2><p>${words.everybodyReached}</p></section>`;
  }
  return markup`<section><h2>${words.sections.unreached}</h2>
<div class="charts"><figure class="card">${bars(rows)}</figure><div>${reportTable(
    [{ name: words.cause }, { name: words.meaning }, { name: words.people, isNumber: true }],
    unreached.map(({ cause, count }) => [cause, words.causes[cause] ?? cause, number(count)]),
  )}</div></div>
<p>${words.listCommand} <code>${command}</code></p></section>`;
}

/** How the campaign was let go, wave after wave; nothing where all of it was at once. */
export function wavesSection({ waves }: CampaignReport, format: ReportFormat): Markup | undefined {
  const { words, instant, share } = format;
  if (waves.length < 2 && (waves[0]?.share ?? 1) >= 1) return undefined;
  return markup`<section><h2>${words.sections.waves}</h2>${reportTable(
    [{ name: words.wave }, { name: words.time }, { name: words.share, isNumber: true }],
    waves.map(({ wave, at, share: destination }) => [
      wave === 0 ? words.pilot : String(wave),
      instant(at),
      share(destination),
    ]),
  )}</section>`;
}

/** What it cost, where a price list is known, and what of its budget is left, where it has one. */
export function costSection({ cost, ledger }: CampaignReport, format: ReportFormat): Markup | undefined {
  if (cost === undefined && ledger.budget === undefined) return undefined;
  return markup`<section><h2>${format.words.sections.cost}</h2>
${cost && costTable(cost, format)}${ledger.budget && budgetLine(ledger.budget, format)}</section>`;
}

function budgetLine({ currency, limit, spent }: Budget, { words, money }: ReportFormat): Markup {
  const [paid = "", whole = "", left = ""] = [spent, limit, Math.max(0, limit - spent)].map((amount) =>
    money(amount, currency),
  );
  return markup`<p>${words.budgetLeft(paid, whole, left)}</p>`;
}

function costTable(cost: ReportCost, { words, number, money }: ReportFormat): Markup {
  const sum = (of: "messages" | "segments") => cost.byProvider.reduce((total, row) => total + row[of], 0);
  const shown = (segments: number) => (segments === 0 ? "" : number(segments));
  const rows = cost.byProvider.map(({ provider, messages, segments, amount }) => [
    provider,
    number(messages),
    shown(segments),
    money(amount, cost.currency),
  ]);
  const columns = [words.messages, words.segments, words.amount].map((name) => ({ name, isNumber: true }));
  return reportTable(
    [{ name: words.provider }, ...columns],
    [...rows, [words.total, number(sum("messages")), shown(sum("segments")), money(cost.total, cost.currency)]],
  );
}

/** What is kept of recipients, and until when; nothing where it is kept for ever. */
export function retentionSection({ retention }: CampaignReport, format: ReportFormat): Markup | undefined {
  const { words, duration } = format;
  const lines = (["contacts", "bodies", "raw"] as const).flatMap((name) => {
    const ms = retention[name];
    return ms === undefined ? [] : [markup`<li>${words.kept[name](duration(ms))}</li>`];
  });
  if (lines.length === 0) return undefined;
  return markup`<section><h2>${words.sections.retention}</h2><ul>${lines}</ul></section>`;
}

/** What was sealed last: this page shows later that nothing before it was removed. */
export function evidenceSection({ evidence }: CampaignReport, format: ReportFormat): Markup | undefined {
  const { words } = format;
  if (evidence === undefined) return undefined;
  const { number, at, chain } = evidence.seal;
  return markup`<section><h2>${words.sections.evidence}</h2>
<p>${words.sealed(number, format.instant(new Date(at)))} <code>${`${number}:${chain}`}</code></p></section>`;
}

/** What went wrong, when it was noticed, what was done, and how many it met. */
export function incidentsSection({ incidents, times }: CampaignReport, format: ReportFormat): Markup {
  const { words } = format;
  const isOver = times.closedAt !== undefined;
  const cards = incidents.map((incident) => incidentCard(incident, isOver, format));
  return markup`<section><h2>${words.sections.incidents}</h2>
${cards.length === 0 ? markup`<p class="soft">${words.noIncident}</p>` : cards}</section>`;
}

function incidentCard(incident: ReportIncident, isOver: boolean, format: ReportFormat): Markup {
  const { words, instant, number, duration } = format;
  const { kind, provider, destination, startedAt, endedAt, notes, exposure } = incident;
  const where = provider === "" ? "" : ` · ${words.at(provider, destination)}`;
  const stillOpen = isOver ? words.openAtTheEnd : words.notEnded;
  const ended = endedAt === undefined ? stillOpen : instant(endedAt);
  const met =
    exposure === undefined
      ? []
      : [
          { name: words.exposed, value: number(exposure.messages), isBig: true },
          { name: words.exposedBeforeAction, value: number(exposure.beforeAction), isBig: true },
          { name: words.unanswered, value: number(exposure.unanswered), isBig: true },
          { name: words.noticed, value: words.noticedAfter(duration(exposure.noticedAfterMs)), isBig: true },
        ];
  const times = [
    ...(exposure === undefined ? [] : [{ name: words.began, value: instant(exposure.beganAt) }]),
    { name: words.noticed, value: instant(startedAt) },
    ...(exposure?.actedAt === undefined ? [] : [{ name: words.acted, value: instant(exposure.actedAt) }]),
    { name: words.ended, value: ended },
  ];
  return markup`<article class="card bad"><h3>${words.incidentKinds[kind] ?? kind}${where}</h3>
${met.length === 0 ? undefined : factList(met)}
${factList(times)}
<ol class="notes">${notes.map(
    ({ at, actor, fact, action }) => markup`<li><span class="soft">${instant(at)}</span>
${factMarkup(actor, fact, format)}${
  action === undefined ? undefined : markup`<strong>→ ${toldMarkup(action, format)}</strong>`
}</li>`,
  )}</ol></article>`;
}

/** What the machine saw, or why an operator did something, in their own words. */
function factMarkup(actor: string, fact: string, format: ReportFormat): Markup {
  const isOurs = actor === "watch" || actor === "relance";
  return isOurs ? toldMarkup(fact, format) : markup`<span>${actor}: ${fact}</span>`;
}

/** An instant as it stands in such a sentence. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence that relance wrote, in the reader's language and the campaign's time. */
function toldMarkup(text: string, { locale, instant }: ReportFormat): Markup {
  const french = locale === "fr" ? incidentInFrench(text) : undefined;
  const told = (french ?? text).replace(INSTANT, (at) => instant(new Date(at)));
  return markup`<span lang="${french === undefined ? "en" : "fr"}">${told}</span>`;
}
