import type { AttemptOutcome } from "@relance/spec";

/**
 * A throttle takes this share of the rate away for now. 0.7 and not a half (RFC 9438, 4.6): most limits lie close below
 * the rate that ran into them, and a third less empties a far end's queue as well.
 */
const KEPT = 0.7;
/** What is given back in a second, as a share of the rate that was too much: back there after six seconds, then a little more. */
const STEP = 0.05;
/** At the latest after so many seconds without a throttle everything is as configured, however deep it fell. */
const BACK_AFTER_S = 600;
/** No lower than one message a second, nor a tenth of a slow provider: else nobody would notice that it is well again. */
const FLOOR = { perSecond: 1, share: 0.1 } as const;
/** Answers of one burst count once: nothing that left before this much time had passed lowers the rate again. */
const LOWERED_MS = 1_000;

/** Messages of so long before a throttle are the rate of a provider that has none, in milliseconds. */
export const MEASURED_MS = 2_000;

/** The rate of a provider whose far end has throttled us. One for all workers. */
export interface SlowedPace {
  /** Messages a second until `from`. */
  readonly perSecond: number;
  /** What it rises by in a second, from `from` on. */
  readonly step: number;
  /** There it is as before, and the episode over: the configured rate, or the one that was measured. */
  readonly top: number;
  /** When it begins to rise, by the store's clock. */
  readonly from: number;
  /** Begin of the episode. */
  readonly since: number;
}

/** One throttled answer. */
export interface Throttle {
  readonly now: number;
  /** Nothing leaves over the provider for so long. */
  readonly holdMs: number;
  /** When the message left. */
  readonly leftAt: number;
  /** The configured rate; absent = there is none. */
  readonly perSecond?: number | undefined;
  /** Messages a second that left lately. */
  measured(): number;
}

/** The far end says that we are too fast. */
export function isThrottle({ errorCode }: Pick<AttemptOutcome, "errorCode">): boolean {
  return errorCode === "provider/rate-limited";
}

/** Messages a second that this pace allows; absent = it is over, as if it had never been. */
export function paceAt(pace: SlowedPace | undefined, now: number): number | undefined {
  if (pace === undefined) return undefined;
  const perSecond = pace.perSecond + (pace.step * Math.max(0, now - pace.from)) / 1_000;
  return perSecond < pace.top ? perSecond : undefined;
}

/** The rate that counts: the least of what is configured and what the far end lets through. Absent = there is none. */
export function rateAt(pace: SlowedPace | undefined, perSecond: number | undefined, now: number): number | undefined {
  const slowed = paceAt(pace, now);
  if (slowed === undefined || perSecond === undefined) return slowed ?? perSecond;
  return Math.min(slowed, perSecond);
}

/**
 * The pace after a throttled answer: lower by a part at once, to rise evenly once the provider is open again. An answer to
 * what left at the old rate says nothing about the new one.
 */
export function lowered(pace: SlowedPace | undefined, throttle: Throttle): SlowedPace {
  const { now, holdMs, leftAt } = throttle;
  const current = paceAt(pace, now);
  const from = now + Math.max(holdMs, LOWERED_MS);
  if (pace !== undefined && current !== undefined && leftAt < pace.from) {
    return { ...pace, from: Math.max(pace.from, now + holdMs) };
  }
  const isGoingOn = pace !== undefined && current !== undefined;
  const top = throttle.perSecond ?? (isGoingOn ? pace.top : Math.max(FLOOR.perSecond, throttle.measured()));
  const base = Math.min(current ?? top, top);
  const perSecond = Math.max(base * KEPT, Math.min(FLOOR.perSecond, top * FLOOR.share));
  const step = Math.max(base * STEP, top / BACK_AFTER_S);
  return { perSecond, step, top, from, since: isGoingOn ? pace.since : now };
}
