import type { CampaignState, LaneSource } from "@relance/spec";
import { ALL_RELEASED, type Holds, NOT_STARTED, type Rates, shownHold, slowestRate } from "./lane-holds.ts";
import { type Leads, leadOf } from "./lane-leads.ts";

/** A lane that the campaign has already. */
export interface KnownLane {
  readonly step: number;
  /** The number of the word of the plan's provider. */
  readonly planned: number;
  readonly holds: string;
  readonly rates: string;
  readonly leads: string;
  readonly released: number;
  readonly releaseReviewAt: number | null;
}

/** A place of a route that has no lane yet. */
export interface NewPlace {
  readonly step: number;
  readonly planned: number;
  /** The providers of the later places of its route. */
  readonly behind: readonly number[];
}

/** What a new lane's row is written with. */
export interface NewLane {
  readonly provider: number;
  readonly gate: number;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly reviewAt: number | null;
  readonly holds: string;
  readonly rates: string;
  readonly perSecond: number | null;
  readonly leads: string;
  readonly released: number;
  readonly releaseReviewAt: number | null;
}

/** Only before its start are a campaign's new lanes closed by the start: afterwards nobody would open them. */
const UNSTARTED: readonly CampaignState[] = ["draft", "enrolling", "sealed"];

/**
 * How a new lane stands: as whoever steers the campaign left the others. What was ordered about its provider holds for it,
 * and what was ordered about all; a pilot stays a pilot.
 */
export function newLane(state: CampaignState, lanes: readonly KnownLane[], place: NewPlace): NewLane {
  const beside = lanes.filter(({ step }) => step === place.step);
  const isSame = ({ planned }: KnownLane) => planned === place.planned;
  const same = beside.find(isSame) ?? lanes.find(isSame);
  const { holds, leads } = same === undefined ? holdOfAll(lanes) : steeredAs(same, place);
  if (UNSTARTED.includes(state)) Object.assign(holds, NOT_STARTED);
  else delete holds.start;
  const rates = same === undefined ? ratesOfAll(beside.length > 0 ? beside : lanes) : same.rates;
  const [first] = beside;
  return {
    ...shownHold(holds, leadOf(leads)),
    provider: leadOf(leads)?.provider ?? place.planned,
    holds: JSON.stringify(holds),
    leads: JSON.stringify(leads),
    rates,
    perSecond: slowestRate(JSON.parse(rates) as Rates),
    released: first?.released ?? ALL_RELEASED,
    releaseReviewAt: first?.releaseReviewAt ?? null,
  };
}

interface Steered {
  readonly holds: Holds;
  readonly leads: Leads;
}

/** As a lane of the same provider; where it cannot be led in the same way, it is held instead. */
function steeredAs(same: KnownLane, { behind }: NewPlace): Steered {
  const holds = JSON.parse(same.holds) as Holds;
  const leads = JSON.parse(same.leads) as Leads;
  for (const source of Object.keys(leads) as LaneSource[]) {
    const lead = leads[source];
    if (lead === undefined || behind.includes(lead.provider)) continue;
    delete leads[source];
    holds[source] ??= { reason: lead.reason, actor: lead.actor, reviewAt: null };
  }
  return { holds, leads };
}

/** The hold of an operator who paused the whole campaign. The watch and the budget judge each provider by itself. */
function holdOfAll(lanes: readonly KnownLane[]): Steered {
  const all = lanes.map(({ holds }) => (JSON.parse(holds) as Holds).operator);
  const [first] = all;
  return { holds: first !== undefined && all.every(Boolean) ? { operator: first } : {}, leads: {} };
}

/** The rates that all of them have. A rate of the watch is about its provider, and would never be lifted here. */
function ratesOfAll(lanes: readonly KnownLane[]): string {
  const [first = {}, ...others] = lanes.map(({ rates }) => JSON.parse(rates) as Rates);
  const common = Object.entries(first).filter(
    ([source]) => source !== "watch" && others.every((rates) => source in rates),
  );
  return JSON.stringify(Object.fromEntries(common));
}
