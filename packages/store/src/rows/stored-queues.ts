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

const QUEUE_FIELDS = `id, step, position, destination, planned, provider, gate, reason, actor, review_at as "reviewAt",
  per_second as "perSecond", holds, rates, reroutes, released_through as released, release_review_at as "releaseReviewAt",
  claimed_at as "claimedAt", steered, steered_by as "steeredBy",
  rated_by as "ratedBy"`;

const READ = `select ${QUEUE_FIELDS} from queues where campaign = $1 order by id`;
/** Locks queues in ascending order, so that two commands do not deadlock. */
const HOLD = `${READ} for no key update`;

const ADD = `insert into queues (campaign, step, position, destination, planned, provider, gate, reason, actor, review_at,
    per_second, holds, rates, reroutes, released_through, release_review_at, claimed_at, steered, steered_by,
    rated_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`;

const SAVE = `update queues set provider = $1, gate = $2, reason = $3, actor = $4, review_at = $5, per_second = $6, holds = $7,
  rates = $8, reroutes = $9, released_through = $10, release_review_at = $11, claimed_at = $12, steered = $13, steered_by = $14,
  rated_by = $15, ver = ver + 1 where id = $16`;

export async function readQueues(sql: Sql, campaign: number): Promise<StoredQueue[]> {
  return sql.all<StoredQueue>(READ, campaign);
}

export async function holdQueues(sql: Sql, campaign: number): Promise<StoredQueue[]> {
  return sql.all<StoredQueue>(HOLD, campaign);
}

export async function writeQueues(sql: Sql, campaign: number, queues: readonly StoredQueue[]): Promise<void> {
  for (const queue of queues) {
    const { id, step, position, destination, planned, provider, gate, reason, actor, reviewAt, perSecond } = queue;
    const { holds, rates, reroutes, released, releaseReviewAt, claimedAt, steered, steeredBy, ratedBy } = queue;
    const shown = [provider, gate, reason, actor, reviewAt, perSecond, holds, rates, reroutes];
    const kept = [released, releaseReviewAt, claimedAt, steered, steeredBy, ratedBy];
    if (id === 0) await sql.run(ADD, campaign, step, position, destination, planned, ...shown, ...kept);
    else await sql.run(SAVE, ...shown, ...kept, id);
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
  readonly released: number;
  readonly releaseReviewAt: number | null;
  readonly claimedAt: number;
}
