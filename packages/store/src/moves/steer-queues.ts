import type { GateChange, StaleQueue } from "@relance/spec";
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
  dropReroute,
  isSamePlace,
  noteRate,
  placeBehind,
  type RateOrders,
  type Reroutes,
  standingOf,
  toldQueue,
  writtenOrder,
} from "../rows/queue-standing.ts";
import { besideWhole, holdQueues, type StoredQueue, writeQueues } from "../rows/stored-queues.ts";
import type { Work } from "../work/work.ts";

interface NamedWords {
  readonly provider: number | undefined;
  readonly destination: number | undefined;
  readonly via: number | undefined;
}

export interface QueuesSteered {
  readonly queues: number;
  readonly version: number;
  readonly changed: readonly StoredQueue[];
}

/** Applies one change to the queues of its campaign, and to queues that depend on them by reroute or destination. */
function steerQueues(
  stored: readonly StoredQueue[],
  change: GateChange,
  words: NamedWords,
  now: number,
): QueuesSteered {
  const named = namedQueues(stored, change, words);
  const queues = words.destination === undefined ? stored : withDestinations(stored, named, words.destination);
  const about = named.map((queue) => ownQueue(queue, queues, words.destination));
  const next = queues.map((queue) => {
    if (about.includes(queue)) return ordered(queue, change, words, now, queues);
    const isPart = words.destination === undefined && named.some((whole) => isSamePlace(whole, queue));
    return isPart ? ended(queue, change) : queue;
  });
  const version = Math.max(0, ...stored.map(({ steered }) => steered)) + 1;
  const isCounted = change.source !== "pace"; // waves are no orders
  const by = isCounted ? writtenOrder(change, now) : null;
  const changed = next.flatMap((queue, place): StoredQueue[] => {
    const standing = standingOf(queue, next);
    const shown = shownHold(standing.holds, standing.reroute);
    const { provider } = standing;
    const whole = { ...queue, ...shown, provider, perSecond: slowestRate(standing.rates) };
    const before = stored[place];
    const isAbout = about.includes(queues[place] as StoredQueue);
    if (!isAbout && before !== undefined && isSame(before, whole)) return [];
    const steered = by === null ? {} : { steered: version, steeredBy: by };
    const isMoved = isAbout && (change.gate ?? change.releasedThrough ?? change.via) !== undefined;
    const opens = isMoved || provider !== before?.provider || whole.gate !== before.gate;
    return [{ ...whole, ...steered, claimedAt: opens ? now : queue.claimedAt }];
  });
  return { queues: about.length, version: isCounted ? version : version - 1, changed };
}

function staleQueues(
  stored: readonly StoredQueue[],
  change: GateChange,
  words: NamedWords,
  wordOf: (word: number) => string,
): readonly StaleQueue[] {
  const { version: seen } = change;
  if (seen === undefined) return [];
  const named = namedQueues(stored, change, words);
  const ways = named.flatMap((queue) => placeBehind(queue, words.via ?? 0, stored) ?? []);
  const parts = stored.filter(
    ({ destination, ...queue }) =>
      destination !== 0 &&
      (words.destination === undefined || destination === words.destination) &&
      named.some((whole) => isSamePlace(whole, { destination, ...queue })),
  );
  const concerned = [...new Set([...named, ...parts, ...ways])];
  // an invented version protects from nothing
  const isInvented = seen > Math.max(0, ...stored.map(({ steered }) => steered));
  return concerned.filter(({ steered }) => isInvented || steered > seen).map((queue) => toldQueue(queue, wordOf));
}

function namedQueues(
  stored: readonly StoredQueue[],
  { step }: GateChange,
  { provider }: NamedWords,
): readonly StoredQueue[] {
  return stored.filter(
    (queue) =>
      queue.destination === 0 &&
      (step === undefined || queue.step === step) &&
      (provider === undefined || queue.planned === provider),
  );
}

function withDestinations(
  stored: readonly StoredQueue[],
  named: readonly StoredQueue[],
  destination: number,
): readonly StoredQueue[] {
  const missing = named.filter(
    (whole) => !stored.some((queue) => queue.destination === destination && isSamePlace(queue, whole)),
  );
  return [...stored, ...missing.map((whole) => besideWhole(whole, destination))];
}

function ownQueue(queue: StoredQueue, queues: readonly StoredQueue[], destination: number | undefined): StoredQueue {
  if (destination === undefined) return queue;
  return queues.find((one) => one.destination === destination && isSamePlace(one, queue)) ?? queue;
}

function ordered(
  queue: StoredQueue,
  change: GateChange,
  words: NamedWords,
  now: number,
  queues: readonly StoredQueue[],
): StoredQueue {
  const { source = "operator", gate, override = false, perSecond, releasedThrough, via, reviewAt } = change;
  const reroutes = JSON.parse(queue.reroutes) as Reroutes;
  const holds = JSON.parse(queue.holds) as Holds;
  const rates = JSON.parse(queue.rates) as Rates;
  const ratedBy = JSON.parse(queue.ratedBy) as RateOrders;
  const isRerouted = typeof via === "string" && placeBehind(queue, words.via ?? 0, queues) !== undefined;
  if (isRerouted) addReroute(reroutes, change, words.via ?? 0, now);
  else if (via === null) dropReroute(reroutes, change);
  if (gate === "open") liftHolds(holds, source, override);
  else if (gate === "held" && isRerouted) letGo(holds, source);
  else if (gate === "held") addHold(holds, change, now, words.provider !== undefined);
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

/** Ends a command on a queue's destinations. Other commands need no copy, because destinations follow the queue. */
function ended(queue: StoredQueue, change: GateChange): StoredQueue {
  const { gate, perSecond, releasedThrough, via } = change;
  const ending: GateChange = {
    ...change,
    gate: gate === "open" ? gate : undefined,
    perSecond: perSecond === null ? null : undefined,
    via: via === null ? null : undefined,
    releasedThrough,
  };
  return ordered(queue, ending, { provider: undefined, destination: undefined, via: undefined }, 0, []);
}

function isSame(before: StoredQueue, after: StoredQueue): boolean {
  return (Object.keys(before) as (keyof StoredQueue)[]).every((name) => before[name] === after[name]);
}

/** Applies a command to the queues that it names and to queues that depend on them. No row of a recipient changes. */
export async function steer(work: Work, change: GateChange): Promise<QueuesSteered> {
  const { campaign, destination } = change;
  if (destination !== undefined) await work.words.need([destination]);
  const words = {
    ...(await wordsOf(work, change)),
    destination: destination === undefined ? undefined : work.word(destination),
  };
  const steered = steerQueues(await holdQueues(work.sql, campaign), change, words, work.now);
  await writeQueues(work.sql, campaign, steered.changed);
  return steered;
}

/** The queues that were changed after the version that a command names. The caller has locked the campaign's row. */
export async function staleFor(work: Work, change: GateChange): Promise<readonly StaleQueue[]> {
  const queues = await holdQueues(work.sql, change.campaign);
  const words = await wordsOf(work, change);
  await work.words.know(queues.flatMap(({ planned, destination }) => [planned, destination]));
  return staleQueues(queues, change, words, (id) => work.words.wordOf(id));
}

async function wordsOf({ words }: Work, { provider, destination, via }: GateChange): Promise<NamedWords> {
  await words.load([provider ?? [], destination ?? [], via ?? []].flat());
  const find = (word: string | null | undefined) => (typeof word === "string" ? words.find(word) : undefined);
  return { provider: find(provider), destination: find(destination), via: find(via) };
}
