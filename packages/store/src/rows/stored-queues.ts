import type { CampaignState, QueueSource } from "@relance/spec";
import {
  ALL_RELEASED,
  addHold,
  GATE,
  type Holds,
  NOT_STARTED,
  type Rates,
  type ShownHold,
  shownHold,
  slowestRate,
} from "./queue-holds.ts";
import { computeStanding, isSamePlace, type Reroutes, type SteeredQueue } from "./queue-standing.ts";
import { pluck, type Sql } from "./sql.ts";

const NOTHING = { holds: "{}", rates: "{}", ratedBy: "{}", reroutes: "{}" } as const;

export function ownQueues(
  stored: readonly StoredQueue[],
  wholes: readonly StoredQueue[],
  destination: number,
): readonly StoredQueue[] {
  return wholes.map(
    (whole) =>
      stored.find((queue) => queue.destination === destination && isSamePlace(queue, whole)) ?? {
        ...whole,
        ...NOTHING,
        id: 0,
        destination,
        steered: 0,
      },
  );
}

function isOrdered({ holds, rates, reroutes }: StoredQueue): boolean {
  return holds !== NOTHING.holds || rates !== NOTHING.rates || reroutes !== NOTHING.reroutes;
}

/** Columns that commands change. A column of the table is a property of the queue, in camel case. */
const CHANGED = `provider gate reason actor review_at per_second holds rates rated_by reroutes
  released_through release_review_at claimed_at steered steered_by`.split(/\s+/);
const COLUMNS = ["step", "position", "destination", "planned", ...CHANGED];

const READ = `select id, ${COLUMNS.map((column) => `${column} as "${columnProperty(column)}"`).join(", ")}
  from queues where campaign = $1 order by id`;
/** Locks queues in ascending order, so that two commands cannot deadlock. */
const HOLD = `${READ} for no key update`;
const ADD = `insert into queues (campaign, ${COLUMNS.join(", ")})
  values ($1, ${COLUMNS.map((_, place) => `$${place + 2}`).join(", ")})`;
const SAVE = `update queues set ${CHANGED.map((column, place) => `${column} = $${place + 2}`).join(", ")},
  ver = ver + 1 where id = $1`;

function columnProperty(column: string): keyof StoredQueue {
  return column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as keyof StoredQueue;
}

export async function readQueues(sql: Sql, campaign: number): Promise<StoredQueue[]> {
  return sql.all<StoredQueue>(READ, campaign);
}

export async function holdQueues(sql: Sql, campaign: number): Promise<StoredQueue[]> {
  return sql.all<StoredQueue>(HOLD, campaign);
}

export async function writeQueues(sql: Sql, campaign: number, queues: readonly StoredQueue[]): Promise<void> {
  for (const queue of queues) {
    const listValues = (columns: readonly string[]) => columns.map((column) => queue[columnProperty(column)]);
    if (queue.id === 0) await sql.run(ADD, campaign, ...listValues(COLUMNS));
    else await sql.run(SAVE, queue.id, ...listValues(CHANGED));
  }
}

const SILENT =
  "update queues set silent_since = $2 where id = any($1::int[]) and silent_since is distinct from $2::bigint";

/** Stores since when each queue's first provider sends no receipts. Clears this for all other providers. */
export async function writeSilences(sql: Sql, campaign: number, since: ReadonlyMap<number, number>): Promise<void> {
  const queues = await holdQueues(sql, campaign);
  for (const [at, some] of Map.groupBy(queues, ({ planned }) => since.get(planned) ?? null)) {
    await sql.run(SILENT, pluck(some, "id"), at);
  }
}

export interface StoredQueue extends SteeredQueue, ShownHold {
  readonly id: number;
  readonly provider: number;
  readonly perSecond: number | null;
  readonly releasedThrough: number;
  readonly releaseReviewAt: number | null;
  readonly claimedAt: number;
}

export interface RoutePlace extends Pick<StoredQueue, "step" | "position" | "planned"> {
  readonly behind: readonly number[];
}

/** In these states, new queues are held until `start`. In later states, nothing would remove such a hold. */
const UNSTARTED: readonly CampaignState[] = ["draft", "enrolling"];

/**
 * Creates queues for the positions that have none. A new queue inherits commands about its provider, commands about all
 * queues, and the limit of the first wave. A destination with a queue also gets a queue at each new position.
 */
export function newQueues(
  state: CampaignState,
  stored: readonly StoredQueue[],
  places: readonly RoutePlace[],
  now: number,
): readonly StoredQueue[] {
  const known = stored.filter(({ destination }) => destination === 0);
  const missing = places.filter((place) => !known.some((queue) => isSamePlace(queue, place)));
  const whole = missing.map((place) => {
    const queue = newQueue(known, place, now);
    const { start, ...holds } = JSON.parse(queue.holds) as Holds;
    return { ...queue, holds: JSON.stringify(UNSTARTED.includes(state) ? { ...holds, ...NOT_STARTED } : holds) };
  });
  const destinations = new Set(stored.map(({ destination }) => destination));
  destinations.delete(0);
  const parts = [...destinations].flatMap((destination) => {
    const own = ownQueues(stored, known, destination);
    return missing.map((place) => ({ ...newQueue(own, place, now), destination })).filter(isOrdered);
  });
  const added = [...whole, ...parts];
  return added.map((queue) => {
    const { provider, reroute, holds, rates } = computeStanding(queue, [...known, ...added]);
    return { ...queue, ...shownHold(holds, reroute), provider, perSecond: slowestRate(rates) };
  });
}

function newQueue(queues: readonly StoredQueue[], place: RoutePlace, now: number): StoredQueue {
  const beside = queues.filter(({ step }) => step === place.step);
  const isSame = ({ planned }: StoredQueue) => planned === place.planned;
  const same = beside.find(isSame) ?? queues.find(isSame);
  const others = beside.length > 0 ? beside : queues;
  const { holds, reroutes } = same === undefined ? holdOfAll(others) : copyCommands(same, place, now);
  if (same !== undefined && same.step !== place.step) dropHoldOnOtherStep(holds, others);
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
    provider: planned,
    gate: GATE.held,
    reason: null,
    actor: null,
    reviewAt: null,
    perSecond: null,
  };
}

interface CopiedCommands {
  readonly holds: Holds;
  readonly reroutes: Reroutes;
}

/** Copies commands about a provider to its new queue. If the new queue cannot be rerouted, it is held. */
function copyCommands(same: StoredQueue, { behind }: RoutePlace, now: number): CopiedCommands {
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

/** Drops an operator's hold on another step, and keeps an operator's hold on the whole step or campaign. */
function dropHoldOnOtherStep(holds: Holds, others: readonly StoredQueue[]): void {
  if (holds.operator === undefined || holds.operator.isOfProvider) return;
  delete holds.operator;
  Object.assign(holds, holdOfAll(others).holds);
}

/** Returns an operator's hold on the whole step or campaign. Holds of plugins and budgets apply to single providers. */
function holdOfAll(queues: readonly StoredQueue[]): CopiedCommands {
  const all = queues.map(({ holds }) => (JSON.parse(holds) as Holds).operator);
  const [first] = all;
  const isWhole = first !== undefined && all.every((hold) => hold !== undefined && !hold.isOfProvider);
  return { holds: isWhole ? { operator: first } : {}, reroutes: {} };
}

/** Returns the rates that apply to all queues. Rates of plugins are left out, because each applies to one provider. */
function ratesOfAll(queues: readonly StoredQueue[]): string {
  const [first = {}, ...others] = queues.map(({ rates }) => JSON.parse(rates) as Rates);
  const common = Object.entries(first).filter(
    ([source]) => !source.startsWith("plugin:") && others.every((rates) => source in rates),
  );
  return JSON.stringify(Object.fromEntries(common));
}
