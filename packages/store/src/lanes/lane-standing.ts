import { type Holds, ownHolds, type Rates, slowerRates } from "./lane-holds.ts";
import { type Lead, type Leads, leadOf } from "./lane-leads.ts";
import { ordersOf, type RateOrders } from "./rate-orders.ts";

/** A lane as orders left it: what they said about itself. */
export interface OrderedLane {
  readonly step: number;
  /** Place in the route. */
  readonly position: number;
  /** The number of the slice's word; 0 = everybody who is in no slice of their own. */
  readonly slice: number;
  /** The number of the word of the plan's provider. */
  readonly planned: number;
  /** JSON. */
  readonly holds: string;
  /** JSON. */
  readonly rates: string;
  /** JSON. */
  readonly ratedBy: string;
  /** JSON. */
  readonly leads: string;
}

/** How a lane stands, with what was ordered about the lanes that it depends on. */
export interface LaneStanding {
  /** Where it leads. */
  readonly provider: number;
  readonly lead: Lead | undefined;
  readonly holds: Holds;
  readonly rates: Rates;
  /** Who set them. */
  readonly ratedBy: RateOrders;
}

/**
 * How a lane stands among the others of its campaign. Whoever is led over another place of the route waits where that place
 * is held, is as slow as it is, and is led on with it; a slice stands as its whole lane does, and may stand worse.
 *
 * Computed and not kept, so that the order in which two orders came makes no difference.
 */
export function standingOf(lane: OrderedLane, lanes: readonly OrderedLane[]): LaneStanding {
  const whole = wholeOf(lane, lanes);
  const ordered = [lane, ...(whole === undefined ? [] : [whole])];
  const leads = Object.assign({}, ...ordered.toReversed().map((one) => JSON.parse(one.leads))) as Leads;
  const lead = leadOf(leads);
  const over = lead && placeBehind(lane, lead.provider, lanes);
  const way = over && standingOf(over, lanes);
  const rates = [...ordered.map((one) => JSON.parse(one.rates) as Rates), way?.rates ?? {}].reduce(
    slowerRates,
  );
  const notes = [...ordered.map((one) => JSON.parse(one.ratedBy) as RateOrders), way?.ratedBy ?? {}];
  return {
    provider: way?.provider ?? lead?.provider ?? lane.planned,
    lead,
    holds: { ...way?.holds, ...(whole && ownOf(whole)), ...ownOf(lane) },
    rates,
    ratedBy: ordersOf(rates, notes),
  };
}

/** The lane of a later place of the same step's route over this provider: there a lane can be led. */
export function placeBehind<T extends OrderedLane>(
  { step, position }: OrderedLane,
  provider: number,
  lanes: readonly T[],
): T | undefined {
  return lanes.find(
    (one) => one.step === step && one.slice === 0 && one.planned === provider && one.position > position,
  );
}

/** The lane that a slice is a part of. */
function wholeOf<T extends OrderedLane>(lane: OrderedLane, lanes: readonly T[]): T | undefined {
  if (lane.slice === 0) return undefined;
  return lanes.find((one) => one.slice === 0 && isSamePlace(one, lane));
}

/** Both are of one place of a route: a whole lane, or slices of it. */
export function isSamePlace(one: OrderedLane, other: OrderedLane): boolean {
  return one.step === other.step && one.position === other.position && one.planned === other.planned;
}

function ownOf({ holds, planned }: OrderedLane): Holds {
  return ownHolds(holds, planned);
}
