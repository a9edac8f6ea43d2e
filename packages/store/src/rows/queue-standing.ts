import {
  type Actor,
  type GateChange,
  orderText,
  type QueueSetting,
  type QueueSource,
  type StaleQueue,
  type Steering,
  toDate,
} from "@relance/spec";
import { type Holds, holdsOnRerouted, type Rates, slowerRates } from "./queue-holds.ts";

export interface OrderedQueue {
  readonly step: number;
  readonly position: number;
  /** Word number of the destination; 0 for the queue of all other recipients. */
  readonly destination: number;
  readonly planned: number;
  readonly holds: string;
  readonly rates: string;
  readonly ratedBy: string;
  readonly reroutes: string;
}

export interface QueueStanding {
  readonly provider: number;
  readonly reroute: Reroute | undefined;
  readonly holds: Holds;
  readonly rates: Rates;
  readonly ratedBy: RateOrders;
}

/**
 * Computes the status of a queue. A rerouted queue has the holds and limits of its target. Holds on the avoided
 * provider do not apply. A destination has the status of the queue of all recipients, or a stricter one. The status is
 * computed from all commands instead of stored, so that their order does not matter.
 */
export function computeStanding(queue: OrderedQueue, queues: readonly OrderedQueue[]): QueueStanding {
  const wholes = queues.filter((one) => one.destination === 0 && isSamePlace(one, queue));
  const ordered = queue.destination === 0 ? [queue] : [queue, ...wholes.slice(0, 1)];
  const reroutes = Object.assign({}, ...ordered.toReversed().map((one) => JSON.parse(one.reroutes))) as Reroutes;
  const reroute = reroutes.operator ?? Object.values(reroutes)[0]; // an operator's reroute wins over a plugin's
  const over = reroute && queueBehind(queue, reroute.provider, queues);
  const way = over && computeStanding(over, queues);
  const rates = [...ordered.map((one) => JSON.parse(one.rates) as Rates), way?.rates ?? {}].reduce(slowerRates);
  const stops = ordered.map((one) => (reroute === undefined ? ownHolds(one) : holdsOnRerouted(ownHolds(one))));
  const notes = [...ordered.map((one) => JSON.parse(one.ratedBy) as RateOrders), way?.ratedBy ?? {}];
  return {
    provider: way?.provider ?? reroute?.provider ?? queue.planned,
    reroute,
    holds: Object.assign({}, way?.holds, ...stops.toReversed()) as Holds,
    rates,
    ratedBy: combineOrders(rates, notes),
  };
}

/** Returns the queue with this provider at a later position of the route: a possible target of a reroute. */
export function placeBehind<T extends OrderedQueue>(
  { step, position }: OrderedQueue,
  provider: number,
  queues: readonly T[],
): T | undefined {
  return queues.find(
    (one) => one.step === step && one.destination === 0 && one.planned === provider && one.position > position,
  );
}

function queueBehind(queue: OrderedQueue, provider: number, queues: readonly OrderedQueue[]): OrderedQueue | undefined {
  const whole = placeBehind(queue, provider, queues);
  const isPart = (one: OrderedQueue) => one.destination === queue.destination;
  return whole && (queues.find((one) => isPart(one) && isSamePlace(one, whole)) ?? whole);
}

type Place = Pick<OrderedQueue, "step" | "position" | "planned">;

export function isSamePlace(one: Place, other: Place): boolean {
  return one.step === other.step && one.position === other.position && one.planned === other.planned;
}

function ownHolds({ holds }: OrderedQueue): Holds {
  return JSON.parse(holds) as Holds;
}

interface RateOrder extends Actor {
  readonly perSecond: number;
  readonly since: number;
  readonly reviewAt?: undefined;
}

export type RateOrders = Partial<Record<QueueSource, RateOrder>>;

export function noteRate(orders: RateOrders, change: GateChange, now: number): void {
  const { source = "operator", perSecond, actor, reason } = change;
  if (perSecond === null) delete orders[source];
  else if (perSecond !== undefined) orders[source] = { perSecond, actor, reason, since: now };
}

function combineOrders(rates: Rates, notes: readonly RateOrders[]): RateOrders {
  const found: RateOrders = {};
  for (const source of Object.keys(rates) as QueueSource[]) {
    const order = notes.map((note) => note[source]).find((one) => one?.perSecond === rates[source]);
    if (order !== undefined) found[source] = order;
  }
  return found;
}

interface Reroute extends Actor {
  readonly provider: number;
  readonly since: number;
  readonly reviewAt?: number | undefined;
}

export type Reroutes = Partial<Record<QueueSource, Reroute>>;

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

export function dropReroute(reroutes: Reroutes, { source = "operator", override = false }: GateChange): void {
  for (const rerouting of Object.keys(reroutes) as QueueSource[])
    if (override || rerouting === source) delete reroutes[rerouting];
}

export function listedSetting({ actor, reason, since, reviewAt }: RateOrder | Reroute): QueueSetting {
  return { actor, reason, since: toDate(since), reviewAt: reviewAt === undefined ? undefined : toDate(reviewAt) };
}

interface WrittenOrder extends Steering {
  readonly by: string;
  readonly actor: number;
  readonly at: number;
}

function toSteering(change: Steering): Steering {
  const { step, provider, destination, source = "operator", gate, override, perSecond, releasedThrough, via } = change;
  return { step, provider, destination, source, gate, override, perSecond, releasedThrough, via };
}

export const steeringText = (change: Steering): string => JSON.stringify(toSteering(change));

/** Returns the JSON that the queue stores for a command, shortened as in events. */
export function writtenOrder(change: GateChange, at: number): string {
  const by = orderText(change);
  const actor = orderText({ ...change, reason: "" }).length - 2;
  return JSON.stringify({ ...toSteering(change), by, actor, at } satisfies WrittenOrder);
}

export interface SteeredQueue extends OrderedQueue {
  /** Version of the latest command; 0 if there was none. */
  readonly steered: number;
  readonly steeredBy: string | null;
}

export function toldQueue(queue: SteeredQueue, textOf: (word: number) => string): StaleQueue {
  const { step, planned, destination, steered: version, steeredBy } = queue;
  const named = destination === 0 ? undefined : textOf(destination);
  const about = { step, planned: textOf(planned), destination: named, version };
  if (steeredBy === null) return { ...about, order: undefined };
  const { by, actor, at, ...steering } = JSON.parse(steeredBy) as WrittenOrder;
  const order = { ...steering, actor: by.slice(0, actor), reason: by.slice(actor + 2), at: toDate(at) };
  return { ...about, order };
}
