import { dateOf, type GateChange, type LaneOrder, type LaneRow, type LaneSource, type Steering } from "@relance/spec";
import { orderText } from "../counts/event-rows.ts";
import { type Holds, ownHolds, type Rates, slowerRates } from "./lane-holds.ts";

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
  const rates = [...ordered.map((one) => JSON.parse(one.rates) as Rates), way?.rates ?? {}].reduce(slowerRates);
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

/** Who set a rate; a note that names another rate than the lane has was left behind by an older program. */
interface RateOrder {
  readonly perSecond: number;
  readonly actor: string;
  readonly reason: string;
  readonly since: number;
}

/** Who set the rates of a lane, by source. */
export type RateOrders = Partial<Record<LaneSource, RateOrder>>;

/** Notes who set a source's rate, or that it has none any more. */
export function noteRate(orders: RateOrders, change: GateChange, now: number): void {
  const { source = "operator", perSecond, actor, reason } = change;
  if (perSecond === null) delete orders[source];
  else if (perSecond !== undefined) orders[source] = { perSecond, actor, reason, since: now };
}

/** Of several lanes' notes those about the rates that count. */
function ordersOf(rates: Rates, notes: readonly RateOrders[]): RateOrders {
  const found: RateOrders = {};
  for (const source of Object.keys(rates) as LaneSource[]) {
    const order = notes.map((note) => note[source]).find((one) => one?.perSecond === rates[source]);
    if (order !== undefined) found[source] = order;
  }
  return found;
}

/** They as an operator reads them. */
export function listedRates(orders: RateOrders): LaneRow["ratedBy"] {
  const all = Object.entries(orders) as [LaneSource, RateOrder][];
  return Object.fromEntries(
    all.map(([source, { actor, reason, since }]) => [source, { actor, reason, since: dateOf(since) }]),
  );
}

/** Where one source leads the people of a lane: the number of a provider's word. */
interface Lead {
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
  for (const leading of Object.keys(leads) as LaneSource[]) if (override || leading === source) delete leads[leading];
}

/** The way that counts: an operator's before the watch's. */
function leadOf(leads: Leads): Lead | undefined {
  return leads.operator ?? leads.watch ?? Object.values(leads)[0];
}

/** Who led it there, as an operator reads it. */
export function listedLead(lead: Lead | undefined): LaneRow["led"] {
  if (lead === undefined) return undefined;
  const { actor, reason, since } = lead;
  return { actor, reason, since: since === undefined ? undefined : dateOf(since) };
}

interface WrittenOrder extends Steering {
  readonly by: string;
  readonly actor: number;
  readonly at: number;
}

/** What a change is about and does, without who and why. */
function steeringOf(change: Steering): Steering {
  const { step, provider, slice, source = "operator", gate, override, perSecond, releasedThrough, via } = change;
  return { step, provider, slice, source, gate, override, perSecond, releasedThrough, via };
}

/** That as an event keeps it (JSON). */
export function steeringText(change: Steering): string {
  return JSON.stringify(steeringOf(change));
}

/** An order as it is kept beside the lane (JSON), bounded as it is in events. */
export function writtenOrder(change: GateChange, at: number): string {
  const by = orderText(change);
  const actor = orderText({ ...change, reason: "" }).length - 2;
  return JSON.stringify({ ...steeringOf(change), by, actor, at } satisfies WrittenOrder);
}

/** The last order about a lane, as people read it. */
export function orderOf(written: string | null): LaneOrder | undefined {
  if (written === null) return undefined;
  const { by, actor, at, ...steering } = JSON.parse(written) as WrittenOrder;
  return { ...steering, actor: by.slice(0, actor), reason: by.slice(actor + 2), at: dateOf(at) };
}
