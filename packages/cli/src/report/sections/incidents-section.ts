import { type CampaignReport, incidentInFrench, type ReportIncident } from "@relance/spec";
import { type Markup, markup } from "../markup.ts";
import type { ReportFormat } from "../report-format.ts";
import { factList } from "../report-table.ts";

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
  const { kind, provider, part, startedAt, endedAt, notes, exposure } = incident;
  const where = provider === "" ? "" : ` · ${words.at(provider, part)}`;
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
  return markup`<article class="card bad"><h3>${words.incidentKinds[kind]}${where}</h3>
${met.length === 0 ? undefined : factList(met)}
${factList(times)}
<ol class="notes">${notes.map(
    ({ at, actor, fact, action }) => markup`<li><span class="soft">${instant(at)}</span>
${factMarkup(actor, fact, format)}${
  action === undefined ? undefined : markup`<strong>→ ${toldMarkup(action, format)}</strong>`
}</li>`,
  )}</ol></article>`;
}

/** What the machine saw, or why somebody did something, in their own words. */
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
