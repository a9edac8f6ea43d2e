import {
  computeReach,
  isLive,
  type LiveCampaign,
  type LiveLook,
  minutesLeft,
  missingReceipts,
  type ReportReceipts,
} from "@relance/report";
import { type IncidentRow, type Ledger, listRemedies } from "@relance/spec";
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
  const copied = { campaign, name, occurrence, tenant, state, holds, late };
  const reach = computeReach(ledger);
  return {
    ...copied,
    isLive: isLive(ledger),
    reach,
    deadline: facts.deadline,
    atRisk: isLive(ledger) ? Math.min(reach.inFlight, missingReceipts(facts.curves)) : 0,
    minutesLeft: minutesLeft(live),
    troubles: facts.incidents
      .filter((one) => one.campaign === campaign)
      .map(({ id, kind, provider, destination }) => ({ id, kind, provider, destination })),
  };
}

export function incidentCards(incidents: readonly IncidentRow[], ledger: Ledger | undefined): readonly IncidentCard[] {
  return incidents.map((incident) => ({ ...incident, remedies: listRemedies(incident, ledger) }));
}

export function findLive(look: LiveLook, campaign: number): LiveCampaign | undefined {
  return look.campaigns.find(({ ledger }) => ledger.campaign === campaign);
}
