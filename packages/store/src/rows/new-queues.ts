import type { CampaignState, QueueSource } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  GATE,
  type Holds,
  NOT_STARTED,
  type Rates,
  shownHold,
  slowestRate,
} from "./queue-holds.ts";
import { type Reroutes, standingOf } from "./queue-standing.ts";
import { isOrdered, ownQueues, type StoredQueue } from "./stored-queues.ts";

export interface RoutePlace {
  readonly step: number;
  readonly position: number;
  readonly planned: number;
  readonly behind: readonly number[];
}

/** States in which `start` holds new queues. After these states, nothing would lift the hold. */
const UNSTARTED: readonly CampaignState[] = ["draft", "enrolling", "sealed"];

/**
 * Makes queues for positions without one. A new queue inherits the commands about its provider, the commands about all
 * queues, and the limit of the first wave. Destinations with their own queues get one at each new position too.
 */
export function newQueues(
  state: CampaignState,
  stored: readonly StoredQueue[],
  places: readonly RoutePlace[],
  now: number,
): readonly StoredQueue[] {
  const known = stored.filter(({ destination }) => destination === 0);
  const missing = places.filter(
    ({ step, position, planned }) =>
      !known.some((queue) => queue.step === step && queue.position === position && queue.planned === planned),
  );
  const whole = missing.map((place) => startOf(state, newQueue(known, place, now)));
  const destinations = [...new Set(stored.map(({ destination }) => destination))].filter(
    (destination) => destination !== 0,
  );
  const parts = destinations.flatMap((destination) => {
    const own = ownQueues(stored, known, destination);
    return missing.map((place) => ({ ...newQueue(own, place, now), destination })).filter(isOrdered);
  });
  const added = [...whole, ...parts];
  return added.map((queue) => {
    const { provider, reroute, holds, rates } = standingOf(queue, [...known, ...added]);
    return { ...queue, ...shownHold(holds, reroute), provider, perSecond: slowestRate(rates) };
  });
}

function startOf(state: CampaignState, queue: StoredQueue): StoredQueue {
  const { start, ...holds } = JSON.parse(queue.holds) as Holds;
  const isUnstarted = UNSTARTED.includes(state);
  return { ...queue, holds: JSON.stringify(isUnstarted ? { ...holds, ...NOT_STARTED } : holds) };
}

function newQueue(queues: readonly StoredQueue[], place: RoutePlace, now: number): StoredQueue {
  const beside = queues.filter(({ step }) => step === place.step);
  const isSame = ({ planned }: StoredQueue) => planned === place.planned;
  const same = beside.find(isSame) ?? queues.find(isSame);
  const others = beside.length > 0 ? beside : queues;
  const { holds, reroutes } = same === undefined ? holdOfAll(others) : orderedAs(same, place, now);
  if (same !== undefined && same.step !== place.step) notOfItsStep(holds, others);
  const { step, position, planned } = place;
  const [first] = beside;
  return {
    id: 0,
    step,
    position,
    planned,
    destination: 0,
    holds: JSON.stringify(holds),
    reroutes: JSON.stringify(reroutes),
    rates: same === undefined ? ratesOfAll(others) : same.rates,
    ratedBy: (same ?? others[0])?.ratedBy ?? "{}",
    releasedThrough: first?.releasedThrough ?? ALL_RELEASED,
    releaseReviewAt: first?.releaseReviewAt ?? null,
    claimedAt: now,
    steered: 0,
    steeredBy: null,
    ...{ provider: planned, gate: GATE.held, reason: null, actor: null, reviewAt: null, perSecond: null },
  };
}

interface Ordered {
  readonly holds: Holds;
  readonly reroutes: Reroutes;
}

/** If the reroute of the provider's other queue is impossible here, the new queue is held. */
function orderedAs(same: StoredQueue, { behind }: RoutePlace, now: number): Ordered {
  const holds = JSON.parse(same.holds) as Holds;
  const reroutes = JSON.parse(same.reroutes) as Reroutes;
  for (const source of Object.keys(reroutes) as QueueSource[]) {
    const reroute = reroutes[source];
    if (reroute === undefined || behind.includes(reroute.provider)) continue;
    delete reroutes[source];
    const { reason, actor } = reroute;
    if (holds[source] === undefined) addHold(holds, { campaign: 0, source, reason, actor }, now, true);
  }
  return { holds, reroutes };
}

/** Replaces an operator's hold on one step of the provider by a hold that applies to all queues. */
function notOfItsStep(holds: Holds, others: readonly StoredQueue[]): void {
  if (holds.operator === undefined || holds.operator.isOfProvider) return;
  delete holds.operator;
  Object.assign(holds, holdOfAll(others).holds);
}

/** An operator's hold on the whole step or campaign. Plugins and the budget judge each provider separately. */
function holdOfAll(queues: readonly StoredQueue[]): Ordered {
  const all = queues.map(({ holds }) => (JSON.parse(holds) as Holds).operator);
  const [first] = all;
  const isWhole = first !== undefined && all.every((hold) => hold !== undefined && !hold.isOfProvider);
  return { holds: isWhole ? { operator: first } : {}, reroutes: {} };
}

/** The rates that all queues have, except a plugin's rate, which concerns another provider. */
function ratesOfAll(queues: readonly StoredQueue[]): string {
  const [first = {}, ...others] = queues.map(({ rates }) => JSON.parse(rates) as Rates);
  const common = Object.entries(first).filter(
    ([source]) => !source.startsWith("plugin:") && others.every((rates) => source in rates),
  );
  return JSON.stringify(Object.fromEntries(common));
}
