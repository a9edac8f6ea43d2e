import { paceAt, type SlowedPace } from "@relance/rules";
import { type SlowedProvider, toDate } from "@relance/spec";

export type SlowedRow = { readonly [Column in keyof SlowedPace]: number | null };

export function slowedProvider(provider: string, pace: SlowedPace | undefined, now: number): readonly SlowedProvider[] {
  const perSecond = paceAt(pace, now);
  if (pace === undefined || perSecond === undefined) return [];
  return [{ provider, perSecond, top: pace.top, since: toDate(pace.since) }];
}

/** SQL: the columns of a {@link SlowedPace}. All of them are null if the provider was never throttled. */
export const SLOW_COLUMNS = `slow_rate as "perSecond", slow_step as step, slow_top as top, slow_from as "from",
  slow_since as since`;

export function slowedPace(row: SlowedRow | undefined): SlowedPace | undefined {
  return row?.perSecond == null ? undefined : (row as SlowedPace);
}

/** Reads {@link SLOW_COLUMNS} from the end of a row that was read as an array. */
export function slowedPaceIn(row: readonly unknown[] = []): SlowedPace | undefined {
  const [perSecond = null, step = null, top = null, from = null, since = null] = row.slice(-5) as (number | null)[];
  return slowedPace({ perSecond, step, top, from, since });
}

/** Slots are assigned at most this many milliseconds ahead, because claimed messages are sent immediately. */
const AHEAD_MS = 200;
/** A worker waits until all slots of this period are free, so that it does not wake up for each slot. */
const BATCH_MS = AHEAD_MS / 2;
const LEEWAY_MS = 1_000;

export interface PacedQueue {
  readonly perSecond: number | null;
  readonly nextAt: number;
}

/**
 * SQL: the queue whose rate limits a queue (`l`): the queue of the same step for the provider in use. Destinations and
 * rerouted recipients share its slots, so that together they do not exceed the rate.
 */
export const SHARED_PACE: string = paceSql("and b.step = l.step");

/** SQL: the queue that stores the next slot of the campaign's own rate (`pace`), for the provider of a queue (`l`). */
export const CAMPAIGN_PACE: string = paceSql("");

function paceSql(and: string): string {
  return `(select min(b.id) from queues b where b.campaign = l.campaign ${and} and b.destination = 0 and b.planned = l.provider)`;
}

export function queueSlots(queue: PacedQueue, now: number): number {
  if (queue.perSecond === null) return Number.POSITIVE_INFINITY;
  const from = paceStart(queue, now);
  if (from >= now + AHEAD_MS) return 0;
  return Math.max(1, Math.floor(((now + AHEAD_MS - from) * queue.perSecond) / 1_000));
}

/** Returns when the queue has slots again. A time in the past means now. */
export function queueOpensAt(queue: PacedQueue, now: number): number {
  return queue.perSecond === null ? 0 : Math.ceil(paceStart(queue, now) - BATCH_MS);
}

export function queueTaken(queue: PacedQueue, now: number, taken: number): number {
  if (queue.perSecond === null || taken === 0) return queue.nextAt;
  return paceStart(queue, now) + (taken * 1_000) / queue.perSecond;
}

/** A slot too far ahead is ignored: the clock was set back, or the rate was raised. */
function paceStart({ perSecond, nextAt }: PacedQueue, now: number): number {
  const slotMs = perSecond === null ? 0 : 1_000 / perSecond;
  const isSetBack = nextAt > now + AHEAD_MS + slotMs + LEEWAY_MS;
  return isSetBack ? now : Math.max(nextAt, now);
}
