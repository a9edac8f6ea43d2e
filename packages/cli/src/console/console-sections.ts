import { type CampaignIdentity, remediesOf } from "@relance/core";
import type { IncidentRow } from "@relance/spec";
import { incidentHead } from "../incidents/incident-text.ts";
import { reachOf } from "../ledger/reach.ts";
import type { LiveCampaign, LiveLook } from "../live/live-campaign.ts";
import { isAbout, LEGEND, paceText, sliceFacts, sliceLine, sliceName } from "../live/live-text.ts";
import { campaignLabel } from "../output/campaign-label.ts";
import { numberText } from "../output/number-text.ts";
import { stackedBar } from "../report/charts/stacked-bar.ts";
import { type Markup, markup } from "../report/markup.ts";
import { factList } from "../report/report-table.ts";

/** A part of the page that is replaced as a whole when it changes. */
export interface Section {
  readonly id: string;
  readonly html: string;
  /** Told to those who hear the page; numbers that run are not. */
  readonly news?: string | undefined;
}

/** One look as the sections of a page: what needs a hand stands first. */
export function consoleSections({ campaigns, incidents }: LiveLook): readonly Section[] {
  const ofNone = incidents.filter(({ campaign }) => campaign === 0);
  const sections = campaigns.flatMap((live) => {
    const { campaign } = live.ledger;
    const own = incidents.filter((one) => one.campaign === campaign);
    return [
      campaignSection(live),
      incidentSection(`incidents-${campaign}`, own, live.ledger),
      slicesSection(live, own),
    ];
  });
  const nothing = markup`<p class="soft">There is no campaign in this store yet.</p>`;
  return [
    incidentSection("incidents-0", ofNone, undefined),
    ...(campaigns.length === 0 ? [{ id: "nothing", html: nothing.text }] : sections),
  ];
}

function campaignSection(live: LiveCampaign): Section {
  const { ledger } = live;
  const { people, confirmed, inFlight, waiting, unreached } = reachOf(ledger);
  const pace = paceText(live);
  const name = `${campaignLabel(ledger)}: ${numberText(confirmed)} of ${numberText(people)} confirmed`;
  const big = (what: string, count: number, tone?: string) => ({
    name: what,
    value: numberText(count),
    isBig: true,
    tone,
  });
  const html = markup`<h2>${campaignLabel(ledger)} · ${ledger.state}</h2>
${stackedBar(name, [
  { count: confirmed, tone: "good" },
  { count: inFlight, tone: "open" },
  { count: waiting, tone: "late" },
  { count: unreached, tone: "bad" },
])}
${factList([
  big("people", people),
  big("confirmed", confirmed, "good"),
  big("in flight", inFlight, "open"),
  big("waiting", waiting, "late"),
  big("unreached", unreached, "bad"),
])}
<p class="${ledger.holds ? "soft" : "alarm"}">${
    ledger.holds ? "The ledger holds" : "The ledger does not hold: stop, and run relance doctor"
  }${pace === undefined ? "" : ` · ${pace}`} · <a href="report/${ledger.campaign}">the whole story so far</a></p>`;
  return { id: `campaign-${ledger.campaign}`, html: html.text };
}

function incidentSection(
  id: string,
  incidents: readonly IncidentRow[],
  campaign: CampaignIdentity | undefined,
): Section {
  const cards = incidents.map((incident) => incidentCard(incident, campaign));
  const heads = incidents.map((incident) => incidentHead(incident, campaign));
  return { id, html: markup`${cards}`.text, news: heads.length === 0 ? undefined : heads.join("; ") };
}

function incidentCard(incident: IncidentRow, campaign: CampaignIdentity | undefined): Markup {
  return markup`<article class="card bad"><h3>${incidentHead(incident, campaign)}</h3>
<ol class="notes">${incident.notes.map(
    ({ at, actor, fact, action }) =>
      markup`<li><span class="soft">${at.toISOString()} · ${actor}</span> <span>${fact}</span>${
        action === undefined ? undefined : markup`<strong>→ ${action}</strong>`
      }</li>`,
  )}</ol>
<ul class="commands">${remediesOf(incident, campaign).map(
    ({ command, why }) => markup`<li><code>${command}</code> <span class="soft">${why}</span></li>`,
  )}</ul></article>`;
}

function slicesSection({ ledger, slices }: LiveCampaign, incidents: readonly IncidentRow[]): Section {
  const id = `receipts-${ledger.campaign}`;
  if (slices.length === 0) return { id, html: "" };
  const rows = slices.map((slice) => {
    const isGuilty = incidents.some((incident) => isAbout(incident, slice));
    return markup`<tr class="${isGuilty ? "guilty" : ""}"><th scope="row">${sliceName(slice)}</th>
<td><span class="spark" aria-hidden="true">${sliceLine(slice)}</span> ${sliceFacts(slice)}</td></tr>`;
  });
  const html = markup`<h3>What came back lately</h3><p class="soft">${LEGEND}</p>
<div class="scroll" role="group" tabindex="0" aria-label="Receipts by provider"><table><thead><tr><th scope="col">Provider</th><th scope="col">Answered</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return { id, html: html.text };
}
