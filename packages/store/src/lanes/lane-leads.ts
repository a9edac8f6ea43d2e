import { dateOf, type GateChange, type LaneRow, type LaneSource } from "@relance/spec";

/** Where one source leads the people of a lane: the number of a provider's word. */
export interface Lead {
  readonly provider: number;
  readonly actor: string;
  readonly reason: string;
  /** Absent in what older programs wrote. */
  readonly since?: number;
}

/** Who leads a lane where, by source. */
export type Leads = Partial<Record<LaneSource, Lead>>;

/** A source leads the lane over this provider. */
export function addLead(
  leads: Leads,
  { source = "operator", actor, reason }: GateChange,
  provider: number,
  now: number,
): void {
  const led = leads[source];
  const since = led?.provider === provider ? led.since : now;
  leads[source] = { provider, actor, reason, ...(since === undefined ? {} : { since }) };
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
  if (lead === undefined) return undefined;
  const { actor, reason, since } = lead;
  return { actor, reason, since: since === undefined ? undefined : dateOf(since) };
}
