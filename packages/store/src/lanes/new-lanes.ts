import type { CampaignState, LaneSource } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  GATE,
  type Holds,
  NOT_STARTED,
  ownHolds,
  type Rates,
  shownHold,
  slowestRate,
} from "./lane-holds.ts";
import { type Leads, standingOf } from "./lane-standing.ts";
import { isOrdered, ownLanes, type StoredLane } from "./stored-lanes.ts";

/** A place of a route, with the numbers of the providers' words. */
export interface RoutePlace {
  readonly step: number;
  readonly position: number;
  readonly planned: number;
  /** The providers of the later places of its route. */
  readonly behind: readonly number[];
}

/** Only before its start are a campaign's new lanes closed by the start: afterwards nobody would open them. */
const UNSTARTED: readonly CampaignState[] = ["draft", "enrolling", "sealed"];

/**
 * Lanes for those places that a campaign has none for yet. They stand as whoever steers the campaign left the others: what
 * was ordered about its provider holds for each, and what was ordered about all; a pilot stays a pilot. So do the slices that
 * were steered by themselves, beside each new place.
 */
export function newLanes(
  state: CampaignState,
  stored: readonly StoredLane[],
  places: readonly RoutePlace[],
  now: number,
): readonly StoredLane[] {
  const known = stored.filter(({ slice }) => slice === 0);
  const missing = places.filter(
    ({ step, position, planned }) =>
      !known.some((lane) => lane.step === step && lane.position === position && lane.planned === planned),
  );
  const whole = missing.map((place) => startOf(state, newLane(known, place, now)));
  const slices = [...new Set(stored.map(({ slice }) => slice))].filter((slice) => slice !== 0);
  const parts = slices.flatMap((slice) => {
    const own = ownLanes(stored, known, slice);
    return missing.map((place) => ({ ...newLane(own, place, now), slice })).filter(isOrdered);
  });
  const added = [...whole, ...parts];
  return added.map((lane) => {
    const { provider, lead, holds, rates } = standingOf(lane, [...known, ...added]);
    return { ...lane, ...shownHold(holds, lead), provider, perSecond: slowestRate(rates) };
  });
}

function startOf(state: CampaignState, lane: StoredLane): StoredLane {
  const { start, ...holds } = JSON.parse(lane.holds) as Holds;
  const isUnstarted = UNSTARTED.includes(state);
  return { ...lane, holds: JSON.stringify(isUnstarted ? { ...holds, ...NOT_STARTED } : holds) };
}

function newLane(lanes: readonly StoredLane[], place: RoutePlace, now: number): StoredLane {
  const beside = lanes.filter(({ step }) => step === place.step);
  const isSame = ({ planned }: StoredLane) => planned === place.planned;
  const same = beside.find(isSame) ?? lanes.find(isSame);
  const others = beside.length > 0 ? beside : lanes;
  const { holds, leads } = same === undefined ? holdOfAll(others) : orderedAs(same, place, now);
  if (same !== undefined && same.step !== place.step) notOfItsStep(holds, others);
  const { step, position, planned } = place;
  const [first] = beside;
  return {
    id: 0,
    step,
    position,
    planned,
    slice: 0,
    holds: JSON.stringify(holds),
    leads: JSON.stringify(leads),
    rates: same === undefined ? ratesOfAll(others) : same.rates,
    ratedBy: (same ?? others[0])?.ratedBy ?? "{}",
    released: first?.released ?? ALL_RELEASED,
    releaseReviewAt: first?.releaseReviewAt ?? null,
    claimedAt: now,
    steered: 0,
    steeredBy: null,
    ...{ provider: planned, gate: GATE.held, reason: null, actor: null, reviewAt: null, perSecond: null },
  };
}

interface Ordered {
  readonly holds: Holds;
  readonly leads: Leads;
}

/** As a lane of the same provider; where it cannot be led in the same way, it is held instead. */
function orderedAs(same: StoredLane, { behind, planned }: RoutePlace, now: number): Ordered {
  const holds = ownHolds(same.holds, planned);
  const leads = JSON.parse(same.leads) as Leads;
  for (const source of Object.keys(leads) as LaneSource[]) {
    const lead = leads[source];
    if (lead === undefined || behind.includes(lead.provider)) continue;
    delete leads[source];
    const { reason, actor } = lead;
    if (holds[source] === undefined) addHold(holds, { campaign: 0, source, reason, actor }, now, planned);
  }
  return { holds, leads };
}

/** An operator who paused a step of the same provider, and neither the provider nor the campaign, paused no other step. */
function notOfItsStep(holds: Holds, others: readonly StoredLane[]): void {
  if (holds.operator === undefined || holds.operator.over !== undefined) return;
  delete holds.operator;
  Object.assign(holds, holdOfAll(others).holds);
}

/**
 * The hold of an operator who paused the whole step or campaign, and not one provider after the other. The watch and the budget judge
 * each provider by itself.
 */
function holdOfAll(lanes: readonly StoredLane[]): Ordered {
  const all = lanes.map(({ holds, planned }) => ownHolds(holds, planned).operator);
  const [first] = all;
  const isWhole = first !== undefined && all.every((hold) => hold !== undefined && hold.over === undefined);
  return { holds: isWhole ? { operator: first } : {}, leads: {} };
}

/** The rates that all of them have. A rate of the watch is about its provider, and would never be lifted here. */
function ratesOfAll(lanes: readonly StoredLane[]): string {
  const [first = {}, ...others] = lanes.map(({ rates }) => JSON.parse(rates) as Rates);
  const common = Object.entries(first).filter(
    ([source]) => source !== "watch" && others.every((rates) => source in rates),
  );
  return JSON.stringify(Object.fromEntries(common));
}
