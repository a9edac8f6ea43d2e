import type { ShownHold } from "./queue-holds.ts";
import { isSamePlace, type SteeredQueue } from "./queue-standing.ts";
import { listOf, type Sql } from "./sql.ts";

const NOTHING = { holds: "{}", rates: "{}", ratedBy: "{}", reroutes: "{}" } as const;

/** A destination's queue without commands of its own, next to the queue of all recipients. */
export function besideWhole(whole: StoredQueue, destination: number): StoredQueue {
  return { ...whole, ...NOTHING, id: 0, destination, steered: 0 };
}

export function ownQueues(
  stored: readonly StoredQueue[],
  wholes: readonly StoredQueue[],
  destination: number,
): readonly StoredQueue[] {
  return wholes.map(
    (whole) =>
      stored.find((queue) => queue.destination === destination && isSamePlace(queue, whole)) ??
      besideWhole(whole, destination),
  );
}

export function isOrdered({ holds, rates, reroutes }: StoredQueue): boolean {
  return holds !== NOTHING.holds || rates !== NOTHING.rates || reroutes !== NOTHING.reroutes;
}

const PLACE = ["step", "position", "destination", "planned"];
/** Columns that commands change. A queue has each column as a property in camel case. */
const CHANGED = [
  ...["provider", "gate", "reason", "actor", "review_at", "per_second", "holds", "rates", "rated_by", "reroutes"],
  ...["released_through", "release_review_at", "claimed_at", "steered", "steered_by"],
];
const COLUMNS = [...PLACE, ...CHANGED];

const READ = `select id, ${COLUMNS.map((column) => `${column} as "${propertyOf(column)}"`).join(", ")}
  from queues where campaign = $1 order by id`;
/** Locks queues in ascending order, so that two commands do not deadlock. */
const HOLD = `${READ} for no key update`;
const ADD = `insert into queues (campaign, ${COLUMNS.join(", ")})
  values ($1, ${COLUMNS.map((_, place) => `$${place + 2}`).join(", ")})`;
const SAVE = `update queues set ${CHANGED.map((column, place) => `${column} = $${place + 2}`).join(", ")},
  ver = ver + 1 where id = $1`;

function propertyOf(column: string): keyof StoredQueue {
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
    const valuesOf = (columns: readonly string[]) => columns.map((column) => queue[propertyOf(column)]);
    if (queue.id === 0) await sql.run(ADD, campaign, ...valuesOf(COLUMNS));
    else await sql.run(SAVE, queue.id, ...valuesOf(CHANGED));
  }
}

const SILENT =
  "update queues set silent_since = $2 where id = any($1::int[]) and silent_since is distinct from $2::bigint";

/** Stores since when each queue's planned provider sends no receipts, and clears this time for all other providers. */
export async function writeSilences(sql: Sql, campaign: number, since: ReadonlyMap<number, number>): Promise<void> {
  const queues = await holdQueues(sql, campaign);
  for (const [at, some] of Map.groupBy(queues, ({ planned }) => since.get(planned) ?? null)) {
    await sql.run(SILENT, listOf(some, "id"), at);
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
