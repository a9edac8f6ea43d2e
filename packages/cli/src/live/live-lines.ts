import { CELL_MS, type LiveCampaign, type LiveLook, reachOf, remediesOf } from "@relance/core";
import type { IncidentRow } from "@relance/spec";
import { incidentHead, incidentText } from "../incidents/incident-text.ts";
import { campaignLabel } from "../output/campaign-label.ts";
import type { Output } from "../output/output.ts";
import { onOneLine } from "../output/printable.ts";
import { reachText } from "../progress/bar.ts";
import { createPace } from "../progress/pace.ts";
import { sliceFacts, sliceLine, sliceName } from "./live-text.ts";

/** Time between two lines about a campaign whose numbers change, in milliseconds. */
const EVERY_MS = 5_000;

/** Says what is new since the look before, line by line: for pipes and files. */
export class LiveLines {
  readonly #output: Output;
  readonly #told = new Map<number, { line: string; readonly isDue: () => boolean }>();
  readonly #incidents = new Map<number, IncidentRow>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** `ended` holds those that were open at the look before, as they are now. */
  tell(look: LiveLook, ended: readonly IncidentRow[]): void {
    for (const incident of [...ended, ...look.incidents]) this.#incident(incident, look);
    for (const campaign of look.campaigns) this.#campaign(campaign, look.at);
  }

  #campaign(live: LiveCampaign, at: Date): void {
    const facts = campaignFacts(live);
    const line = JSON.stringify(facts);
    const before = this.#told.get(live.ledger.campaign);
    const isDue = before?.isDue ?? createPace(EVERY_MS);
    if (before?.line === line || !isDue()) return;
    this.#told.set(live.ledger.campaign, { line, isDue });
    this.#output.result({ at, ...facts }, `${at.toISOString()}  ${campaignText(live)}`);
  }

  #incident(incident: IncidentRow, { campaigns, at }: LiveLook): void {
    const before = this.#incidents.get(incident.id);
    const isNew = before === undefined;
    if (!isNew && before.notes.length === incident.notes.length && before.endedAt === incident.endedAt) return;
    const ledger = campaigns.find((one) => one.ledger.campaign === incident.campaign)?.ledger;
    const last = incident.notes.at(-1);
    const said = `${last?.actor}: ${last?.fact}${last?.action === undefined ? "" : ` → ${last.action}`}`;
    const text = isNew ? incidentText(incident, ledger) : onOneLine(`${incidentHead(incident, ledger)} · ${said}`);
    const change = incident.endedAt !== undefined ? "ended" : isNew ? "opened" : "noted";
    const remedies = remediesOf(incident, ledger);
    this.#output.result({ at, event: `incident.${change}`, ...incident, remedies }, text.trimEnd());
    this.#incidents.set(incident.id, incident);
  }
}

function campaignFacts({ ledger, slices, perMinute }: LiveCampaign): object {
  const { name, occurrence, tenant, state } = ledger;
  return {
    event: "campaign.status",
    campaign: name,
    occurrence,
    tenant,
    state,
    ...reachOf(ledger),
    perMinute,
    cellMs: CELL_MS,
    slices,
  };
}

function campaignText({ ledger, slices }: LiveCampaign): string {
  const head = `${campaignLabel(ledger)} · ${ledger.state} · ${reachText(reachOf(ledger))}`;
  const lines = slices.map((slice) => `  ${sliceName(slice)}  ${sliceLine(slice)}  ${sliceFacts(slice)}`);
  return [head, ...lines].join("\n");
}
