import {
  type By,
  dateOf,
  type GateChange,
  orderText,
  type QueueOrder,
  type QueueRow,
  type QueueSource,
  type StaleQueue,
  type Steering,
} from "@relance/spec";
import { type Holds, holdsOnRerouted, type Rates, slowerRates } from "./queue-holds.ts";

/** A queue, with the orders about this queue itself. */
export interface OrderedQueue {
  readonly step: number;
  /** Position in the route. */
  readonly position: number;
  /** The number of the destination's word; 0 = all without a separate queue. */
  readonly destination: number;
  /** The number of the planned provider's word. */
  readonly planned: number;
  readonly holds: string;
  readonly rates: string;
  readonly ratedBy: string;
  readonly reroutes: string;
}

/** The effective status of a queue, including orders about queues it depends on. */
export interface QueueStanding {
  /** The provider in use. */
  readonly provider: number;
  readonly reroute: Reroute | undefined;
  readonly holds: Holds;
  readonly rates: Rates;
  /** Their authors. */
  readonly ratedBy: RateOrders;
}

/**
 * The effective status of a queue in its campaign. A rerouted queue has its target's holds and limits; a hold on the
 * provider it avoids does not stop it. A destination has the status of its whole queue, or a stricter one.
 *
 * The status is computed instead of stored, so that it does not matter in which sequence orders were given.
 */
export function standingOf(queue: OrderedQueue, queues: readonly OrderedQueue[]): QueueStanding {
  const whole = wholeOf(queue, queues);
  const ordered = [queue, ...(whole === undefined ? [] : [whole])];
  const reroutes = Object.assign({}, ...ordered.toReversed().map((one) => JSON.parse(one.reroutes))) as Reroutes;
  const reroute = rerouteOf(reroutes);
  const over = reroute && placeBehind(queue, reroute.provider, queues);
  const way = over && standingOf(over, queues);
  const rates = [...ordered.map((one) => JSON.parse(one.rates) as Rates), way?.rates ?? {}].reduce(slowerRates);
  const stops = ordered.map((one) => (reroute === undefined ? ownOf(one) : holdsOnRerouted(ownOf(one))));
  const notes = [...ordered.map((one) => JSON.parse(one.ratedBy) as RateOrders), way?.ratedBy ?? {}];
  return {
    provider: way?.provider ?? reroute?.provider ?? queue.planned,
    reroute,
    holds: Object.assign({}, way?.holds, ...stops.toReversed()) as Holds,
    rates,
    ratedBy: ordersOf(rates, notes),
  };
}

/** The queue of a later position of the same step's route with this provider: the possible reroute target. */
export function placeBehind<T extends OrderedQueue>(
  { step, position }: OrderedQueue,
  provider: number,
  queues: readonly T[],
): T | undefined {
  return queues.find(
    (one) => one.step === step && one.destination === 0 && one.planned === provider && one.position > position,
  );
}

/** The whole queue of a destination. */
function wholeOf<T extends OrderedQueue>(queue: OrderedQueue, queues: readonly T[]): T | undefined {
  if (queue.destination === 0) return undefined;
  return queues.find((one) => one.destination === 0 && isSamePlace(one, queue));
}

/** True if both queues belong to the same position of a route. */
export function isSamePlace(one: OrderedQueue, other: OrderedQueue): boolean {
  return one.step === other.step && one.position === other.position && one.planned === other.planned;
}

function ownOf({ holds }: OrderedQueue): Holds {
  return JSON.parse(holds) as Holds;
}

/** The author of a rate. */
interface RateOrder extends By {
  readonly perSecond: number;
  readonly since: number;
}

/** The authors of a queue's rates, by source. */
export type RateOrders = Partial<Record<QueueSource, RateOrder>>;

/** Records the author of a source's rate, or its removal. */
export function noteRate(orders: RateOrders, change: GateChange, now: number): void {
  const { source = "operator", perSecond, actor, reason } = change;
  if (perSecond === null) delete orders[source];
  else if (perSecond !== undefined) orders[source] = { perSecond, actor, reason, since: now };
}

/** The authors of the effective rates. */
function ordersOf(rates: Rates, notes: readonly RateOrders[]): RateOrders {
  const found: RateOrders = {};
  for (const source of Object.keys(rates) as QueueSource[]) {
    const order = notes.map((note) => note[source]).find((one) => one?.perSecond === rates[source]);
    if (order !== undefined) found[source] = order;
  }
  return found;
}

/** The authors in their public form. */
export function listedRates(orders: RateOrders): QueueRow["ratedBy"] {
  const all = Object.entries(orders) as [QueueSource, RateOrder][];
  return Object.fromEntries(
    all.map(([source, { actor, reason, since }]) => [source, { actor, reason, since: dateOf(since) }]),
  );
}

/** One source's reroute: the number of a provider's word. */
interface Reroute extends By {
  readonly provider: number;
  readonly since: number;
  /** When an operator must review the pause that it belongs to. */
  readonly reviewAt?: number | undefined;
}

/** The reroutes of a queue by source. */
export type Reroutes = Partial<Record<QueueSource, Reroute>>;

/** Adds a source's reroute. */
export function addReroute(
  reroutes: Reroutes,
  { source = "operator", actor, reason, reviewAt }: GateChange,
  provider: number,
  now: number,
): void {
  const rerouted = reroutes[source];
  const since = rerouted?.provider === provider ? rerouted.since : now;
  reroutes[source] = { provider, actor, reason, since, reviewAt: source === "operator" ? reviewAt : undefined };
}

/** Removes a source's reroute; with `override` all. */
export function dropReroute(reroutes: Reroutes, { source = "operator", override = false }: GateChange): void {
  for (const rerouting of Object.keys(reroutes) as QueueSource[])
    if (override || rerouting === source) delete reroutes[rerouting];
}

/** The effective reroute: an operator's before a plugin's. */
function rerouteOf(reroutes: Reroutes): Reroute | undefined {
  return reroutes.operator ?? Object.values(reroutes)[0];
}

/** The reroute's author in public form. */
export function listedReroute(reroute: Reroute | undefined): QueueRow["rerouted"] {
  if (reroute === undefined) return undefined;
  const { actor, reason, since, reviewAt } = reroute;
  return { actor, reason, since: dateOf(since), reviewAt: reviewAt === undefined ? undefined : dateOf(reviewAt) };
}

interface WrittenOrder extends Steering {
  readonly by: string;
  readonly actor: number;
  readonly at: number;
}

/** The scope and effect of a change, without actor and reason. */
function steeringOf(change: Steering): Steering {
  const { step, provider, destination, source = "operator", gate, override, perSecond, releasedThrough, via } = change;
  return { step, provider, destination, source, gate, override, perSecond, releasedThrough, via };
}

/** The JSON of a change's scope and effect, as stored with an event. */
export function steeringText(change: Steering): string {
  return JSON.stringify(steeringOf(change));
}

/** An order as stored with the queue (JSON), limited as in events. */
export function writtenOrder(change: GateChange, at: number): string {
  const by = orderText(change);
  const actor = orderText({ ...change, reason: "" }).length - 2;
  return JSON.stringify({ ...steeringOf(change), by, actor, at } satisfies WrittenOrder);
}

/** A queue with the latest order about it. */
export interface SteeredQueue extends OrderedQueue {
  /** The version of that order; 0 = none. */
  readonly steered: number;
  readonly steeredBy: string | null;
}

/** The queue in its public form. */
export function toldQueue(queue: SteeredQueue, wordOf: (word: number) => string): StaleQueue {
  const { step, planned, destination, steered: version, steeredBy } = queue;
  const named = destination === 0 ? undefined : wordOf(destination);
  return { step, planned: wordOf(planned), destination: named, version, order: orderOf(steeredBy) };
}

function orderOf(written: string | null): QueueOrder | undefined {
  if (written === null) return undefined;
  const { by, actor, at, ...steering } = JSON.parse(written) as WrittenOrder;
  return { ...steering, actor: by.slice(0, actor), reason: by.slice(actor + 2), at: dateOf(at) };
}
