import type { PlanPace } from "@relance/spec";

const MINUTE_MS = 60_000;
/** The rate of a first wave. It ends within minutes, but is slow enough that a loss is detected before it ends. */
const PILOT_PER_SECOND = 15;
/** Each wave is this many times larger than the one before. */
const FACTOR = 4;
/** A wave counts as sent when this share of its recipients was sent to. */
const NEARLY_ALL = 0.97;

/** A wave lasts at least this long, in milliseconds, so that the watch can detect a loss. */
export const LEAST_WAVE_MS = 30_000;
/** If a first wave cannot be judged within this time, in milliseconds, the next wave begins anyway, with a note. */
export const LONGEST_PILOT_MS: number = 10 * MINUTE_MS;

/** Returns the share of the audience in the first wave. */
export function firstShare(pace: PlanPace, people: number): number {
  return pace.pilot === undefined || people === 0 ? 1 : Math.min(1, pace.pilot / people);
}

/** Returns the share of the audience that is released with the next wave. */
export function nextShare(share: number): number {
  return Math.min(1, share * FACTOR * 1.000_001); // everyone, so that rounding leaves none out
}

/** Returns the messages per second that each provider may send during or after the first wave; null without a limit. */
export function waveRate(pace: PlanPace, isPilot: boolean): number | null {
  const rate = pace.perSecond ?? null;
  return isPilot ? Math.min(PILOT_PER_SECOND, rate ?? PILOT_PER_SECOND) : rate;
}

/** Returns whether nearly all of the released share were sent to, or need no message any more. */
export function isWaveSent(begun: number, share: number, people: number): boolean {
  return begun >= NEARLY_ALL * share * people - drawn(share, people);
}

/** Returns how much smaller than its share a wave may be, because its recipients are selected at random. */
function drawn(share: number, people: number): number {
  return 4 * Math.sqrt(share * (1 - share) * people);
}
