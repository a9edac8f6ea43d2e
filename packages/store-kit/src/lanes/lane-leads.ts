import type { GateChange, LaneRow, LaneSource } from "@relance/spec";

/** Where one source leads the people of a lane: the number of a provider's word. */
export interface Lead {
  readonly provider: number;
  readonly actor: string;
  readonly reason: string;
}

/** Who leads a lane where, by source. */
export type Leads = Partial<Record<LaneSource, Lead>>;

/** A source leads the lane over this provider. */
export function addLead(
  leads: Leads,
  { source = "operator", actor, reason }: GateChange,
  provider: number,
): void {
  leads[source] = { provider, actor, reason };
}

/** A source leads it no more; with `override` nobody does. */
export function dropLead(leads: Leads, { source = "operator", override = false }: GateChange): void {
  for (const leading of Object.keys(leads) as LaneSource[])
    if (override || leading === source) delete leads[leading];
}

/** The way that counts: an operator's before the watch's. */
export function leadOf(leads: Leads): Lead | undefined {
  return leads.operator ?? leads.watch ?? Object.values(leads)[0];
}

/** Who led it there, as an operator reads it. */
export function listedLead(lead: Lead | undefined): LaneRow["led"] {
  return lead && { actor: lead.actor, reason: lead.reason };
}
