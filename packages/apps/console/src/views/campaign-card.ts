import type { ReportReceipts } from "@relance/report";
import { isLive, type LiveCampaign, type LiveLook, minutesLeft, reachOf } from "@relance/report";
import { type IncidentRow, type Ledger, remediesOf } from "@relance/spec";
import type { CampaignCard, IncidentCard } from "../wire/views.ts";

export function campaignCard(
  live: LiveCampaign,
  facts: {
    readonly incidents: readonly IncidentRow[];
    readonly curves: readonly ReportReceipts[];
    readonly deadline: CampaignCard["deadline"];
  },
): CampaignCard {
  const { ledger } = live;
  const { campaign, name, occurrence, tenant, state, holds, late } = ledger;
  const reach = reachOf(ledger);
  return {
    campaign,
    name,
    occurrence,
    tenant,
    state,
    isLive: isLive(ledger),
    holds,
    reach,
    late,
    deadline: facts.deadline,
    atRisk: isLive(ledger) ? Math.min(reach.inFlight, missingReceipts(facts.curves)) : 0,
    minutesLeft: minutesLeft(live),
    troubles: facts.incidents
      .filter((one) => one.campaign === campaign)
      .map(({ id, kind, provider, destination }) => ({ id, kind, provider, destination })),
  };
}

/** Returns the number of receipts missing beyond chance: of whole providers, or of their destinations. */
function missingReceipts(curves: readonly ReportReceipts[]): number {
  const missing = new Map<string, { whole: number; parts: number }>();
  for (const { provider, destination, points } of curves) {
    const last = points.at(-1);
    if (last === undefined) continue;
    const lack = Math.max(0, Math.ceil(last.low - last.received));
    const known = missing.get(provider) ?? { whole: 0, parts: 0 };
    known[destination === "" ? "whole" : "parts"] += lack;
    missing.set(provider, known);
  }
  return [...missing.values()].reduce((sum, { whole, parts }) => sum + Math.max(whole, parts), 0);
}

export function incidentCards(incidents: readonly IncidentRow[], ledger: Ledger | undefined): readonly IncidentCard[] {
  return incidents.map((incident) => ({ ...incident, remedies: remediesOf(incident, ledger) }));
}

export function liveOf(look: LiveLook, campaign: number): LiveCampaign | undefined {
  return look.campaigns.find(({ ledger }) => ledger.campaign === campaign);
}
