import type { ControlAnswer, GateChange, StaleQueue } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  changeRate,
  type Holds,
  letGo,
  liftHolds,
  type Rates,
  shownHold,
  slowestRate,
} from "../rows/queue-holds.ts";
import {
  addReroute,
  computeStanding,
  dropReroute,
  isSamePlace,
  noteRate,
  placeBehind,
  type RateOrders,
  type Reroutes,
  toldQueue,
  writtenOrder,
} from "../rows/queue-standing.ts";
import { holdQueues, ownQueues, type StoredQueue, writeQueues } from "../rows/stored-queues.ts";
import type { Work } from "../work/work.ts";

interface NamedIds {
  readonly provider: number | undefined;
  readonly destination: number | undefined;
  readonly via: number | undefined;
}

function namedQueues(stored: readonly StoredQueue[], { step }: GateChange, { provider }: NamedIds) {
  return stored.filter(
    (queue) =>
      queue.destination === 0 &&
      (step === undefined || queue.step === step) &&
      (provider === undefined || queue.planned === provider),
  );
}

function ordered(
  queue: StoredQueue,
  change: GateChange,
  ids: NamedIds,
  now: number,
  queues: readonly StoredQueue[],
): StoredQueue {
  const { source = "operator", gate, override = false, perSecond, releasedThrough, via, reviewAt } = change;
  const reroutes = JSON.parse(queue.reroutes) as Reroutes;
  const holds = JSON.parse(queue.holds) as Holds;
  const rates = JSON.parse(queue.rates) as Rates;
  const ratedBy = JSON.parse(queue.ratedBy) as RateOrders;
  const isRerouted = typeof via === "string" && placeBehind(queue, ids.via ?? 0, queues) !== undefined;
  if (isRerouted) addReroute(reroutes, change, ids.via ?? 0, now);
  else if (via === null) dropReroute(reroutes, change);
  if (gate === "open") liftHolds(holds, source, override);
  else if (gate === "held" && isRerouted) letGo(holds, source);
  else if (gate === "held") addHold(holds, change, now, ids.provider !== undefined);
  if (perSecond !== undefined) changeRate(rates, source, perSecond);
  noteRate(ratedBy, change, now);
  const isPartly = releasedThrough !== undefined && releasedThrough < ALL_RELEASED;
  return {
    ...queue,
    reroutes: JSON.stringify(reroutes),
    holds: JSON.stringify(holds),
    rates: JSON.stringify(rates),
    ratedBy: JSON.stringify(ratedBy),
    releasedThrough: releasedThrough ?? queue.releasedThrough,
    releaseReviewAt: releasedThrough === undefined ? queue.releaseReviewAt : isPartly ? (reviewAt ?? null) : null,
  };
}

/** Removes an ended command from a destination's queue. A new command applies to destinations without a copy. */
function endIn(queue: StoredQueue, change: GateChange, ids: NamedIds, queues: readonly StoredQueue[]): StoredQueue {
  const { gate, perSecond, releasedThrough, via } = change;
  const ending: GateChange = {
    ...change,
    gate: gate === "open" ? gate : undefined,
    perSecond: perSecond === null ? null : undefined,
    via: via === null ? null : undefined,
    releasedThrough,
  };
  const part = ordered(queue, ending, { provider: undefined, destination: undefined, via: undefined }, 0, []);
  const isByOperator = (change.source ?? "operator") === "operator";
  if (!isByOperator || gate !== "held" || placeBehind(queue, ids.via ?? 0, queues) === undefined) return part;
  const holds = JSON.parse(part.holds) as Holds; // the reroute replaces an operator's hold
  letGo(holds, "operator");
  return { ...part, holds: JSON.stringify(holds) };
}

/** Applies a command to the queues that it names, and to queues that depend on them. Recipients' rows do not change. */
export async function steer(work: Work, change: GateChange): Promise<Pick<ControlAnswer, "queues" | "version">> {
  const { now, sql } = work;
  if (change.destination !== undefined) await work.strings.need([change.destination]);
  const ids = await findIds(work, change);
  const stored = await holdQueues(sql, change.campaign);
  const named = namedQueues(stored, change, ids);
  const about = ids.destination === undefined ? named : ownQueues(stored, named, ids.destination);
  // queues of earlier providers in the route: if they are rerouted, their recipients reach the named queues
  const isAhead = (one: StoredQueue) =>
    named.some(({ step, position }) => one.step === step && one.position < position);
  const before = stored.filter((one) => one.destination === 0 && !named.includes(one) && isAhead(one));
  const ahead = ids.destination === undefined ? [] : ownQueues(stored, before, ids.destination);
  const queues = [...stored, ...new Set([...about, ...ahead].filter(({ id }) => id === 0))];
  const next = queues.map((queue) => {
    if (about.includes(queue)) return ordered(queue, change, ids, now, queues);
    const isPart = ids.destination === undefined && named.some((whole) => isSamePlace(whole, queue));
    return isPart ? endIn(queue, change, ids, queues) : queue;
  });
  const version = Math.max(0, ...stored.map(({ steered }) => steered)) + 1;
  const isCounted = change.source !== "pace"; // the release of a wave does not count as a command
  const steered = isCounted ? { steered: version, steeredBy: writtenOrder(change, now) } : {};
  const changed = next.flatMap((queue, place): StoredQueue[] => {
    const { provider, holds, reroute, rates } = computeStanding(queue, next);
    const whole = { ...queue, ...shownHold(holds, reroute), provider, perSecond: slowestRate(rates) };
    const before = stored[place];
    const isAbout = about.includes(queues[place] as StoredQueue);
    const isSame = (name: string) => before?.[name as keyof StoredQueue] === whole[name as keyof StoredQueue];
    if (!isAbout && Object.keys(whole).every(isSame)) return [];
    const isMoved = isAbout && (change.gate ?? change.releasedThrough ?? change.via) !== undefined;
    const opens = isMoved || provider !== before?.provider || whole.gate !== before.gate;
    return [{ ...whole, ...steered, claimedAt: opens ? now : queue.claimedAt }];
  });
  await writeQueues(sql, change.campaign, changed);
  return { queues: about.length, version: isCounted ? version : version - 1 };
}

/** Returns the queues that changed after the version that a command names. The caller has locked the campaign's row. */
export async function staleFor(work: Work, change: GateChange): Promise<readonly StaleQueue[]> {
  const { version: seen } = change;
  if (seen === undefined) return [];
  const stored = await holdQueues(work.sql, change.campaign);
  const ids = await findIds(work, change);
  await work.strings.loadIds(stored.flatMap(({ planned, destination }) => [planned, destination]));
  const named = namedQueues(stored, change, ids);
  const ways = named.flatMap((queue) => placeBehind(queue, ids.via ?? 0, stored) ?? []);
  const parts = stored.filter((queue) => {
    const isMeant = ids.destination === undefined || queue.destination === ids.destination;
    return queue.destination !== 0 && isMeant && named.some((whole) => isSamePlace(whole, queue));
  });
  const concerned = [...new Set([...named, ...parts, ...ways])];
  // a version that never existed is the caller's error
  const isInvented = seen > Math.max(0, ...stored.map(({ steered }) => steered));
  const stale = concerned.filter(({ steered }) => isInvented || steered > seen);
  return stale.map((queue) => toldQueue(queue, (id) => work.strings.textOf(id)));
}

async function findIds({ strings }: Work, { provider, destination, via }: GateChange): Promise<NamedIds> {
  await strings.load([provider ?? [], destination ?? [], via ?? []].flat());
  const find = (text: string | null | undefined) => (typeof text === "string" ? strings.find(text) : undefined);
  return { provider: find(provider), destination: find(destination), via: find(via) };
}
