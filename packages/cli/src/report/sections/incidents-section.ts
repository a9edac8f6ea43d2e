import type { CampaignReport, ReportIncident } from "@relance/spec";
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
<span lang="en">${actor === "watch" ? fact : `${actor}: ${fact}`}</span>${
      action === undefined ? undefined : markup`<strong lang="en">→ ${action}</strong>`
    }</li>`,
  )}</ol></article>`;
}
