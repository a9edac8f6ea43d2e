import { paceAt, type SlowedPace } from "@relance/rules";
import { dateOf, type SlowedProvider } from "@relance/spec";

/** What is told of a provider that is throttled at this moment; nothing once that is over. */
export function slowedProvider(provider: string, pace: SlowedPace | undefined, now: number): readonly SlowedProvider[] {
  const perSecond = paceAt(pace, now);
  if (pace === undefined || perSecond === undefined) return [];
  return [{ provider, perSecond, top: pace.top, since: dateOf(pace.since) }];
}

/** Columns in the order that {@link slowedPace} reads. */
export const SLOW_COLUMNS = "slow_rate, slow_step, slow_top, slow_from, slow_since";

/** Reads a pace whose columns begin at `from`. */
export function slowedPace(row: readonly unknown[] | undefined, from = 0): SlowedPace | undefined {
  const [perSecond, step, top, begin, since] = (row ?? []).slice(from, from + 5) as (number | null)[];
  if (perSecond === null || perSecond === undefined) return undefined;
  return { perSecond, step: step ?? 0, top: top ?? 0, from: begin ?? 0, since: since ?? 0 };
}

/** Slots are given out for this long ahead: what is claimed leaves at once. */
const AHEAD_MS = 200;
/** A waiting worker is woken for a batch of slots, not for each. */
const BATCH_MS = AHEAD_MS / 2;
/** Clocks of one store differ by less than this. */
const LEEWAY_MS = 1_000;

/** A queue as its rate sees it. */
export interface PacedQueue {
  /** Messages a second that may leave; null = no limit. */
  readonly perSecond: number | null;
  /** The next slot in time at that rate. */
  readonly nextAt: number;
}

/**
 * SQL: the queue whose rate counts for a queue (`l`) besides its own, that of its step over the provider that it is
 * sent through. So destinations, and recipients rerouted there, take slots from the others, and together they are no
 * faster.
 */
export const SHARED_PACE: string = paceOf("and b.step = l.step");

/**
 * SQL: the queue that keeps when the campaign's own rate (`pace`) has its next slot over the provider that a queue (`l`) leaves
 * over: one for all steps.
 */
export const CAMPAIGN_PACE: string = paceOf("");

function paceOf(and: string): string {
  return `(select min(b.id) from queues b where b.campaign = l.campaign ${and} and b.destination = 0 and b.planned = l.provider)`;
}

/** How many may leave a queue now, at its rate. */
export function queueSlots(queue: PacedQueue, now: number): number {
  if (queue.perSecond === null) return Number.POSITIVE_INFINITY;
  const from = beginOf(queue, now);
  if (from >= now + AHEAD_MS) return 0;
  return Math.max(1, Math.floor(((now + AHEAD_MS - from) * queue.perSecond) / 1_000));
}

/** When the queue has slots again; the past = now. */
export function queueOpensAt(queue: PacedQueue, now: number): number {
  return queue.perSecond === null ? 0 : Math.ceil(beginOf(queue, now) - BATCH_MS);
}

/** The queue's `nextAt` once this many slots are taken. */
export function queueTaken(queue: PacedQueue, now: number, taken: number): number {
  if (queue.perSecond === null || taken === 0) return queue.nextAt;
  return beginOf(queue, now) + (taken * 1_000) / queue.perSecond;
}

/**
 * The next slot that has not passed. None is given out further ahead than one slot behind those of this moment: where
 * the queue says so, the clock was set back (or the rate raised), and no message waits for a time that was taken back.
 */
function beginOf({ perSecond, nextAt }: PacedQueue, now: number): number {
  const slotMs = perSecond === null ? 0 : 1_000 / perSecond;
  const isSetBack = nextAt > now + AHEAD_MS + slotMs + LEEWAY_MS;
  return isSetBack ? now : Math.max(nextAt, now);
}
