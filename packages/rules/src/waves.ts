import type { PlanPace } from "@relance/spec";

const MINUTE_MS = 60_000;
/** Rate of a first wave, slow enough that a loss is detected before the wave ends. */
const PILOT_PER_SECOND = 15;
/** Each wave is larger than the previous one by this factor. */
const FACTOR = 4;
/** A wave counts as sent when this share of its recipients was sent to. */
const NEARLY_ALL = 0.97;

/** Minimum duration of a wave, in milliseconds, so that the watch can detect a loss. */
export const LEAST_WAVE_MS = 30_000;
/** A first wave that cannot be judged within this time ends anyway, in milliseconds. */
export const LONGEST_PILOT_MS: number = 10 * MINUTE_MS;

/** Upper bound of send orders. A share of this number releases the same share of the audience. */
const ORDERS = 2 ** 31;
/** Below this send order recipients are in random order, so that first waves have the size of their share. */
const RANDOM_BELOW = ORDERS / 16;
/** Number of passes over the audience. Each pass sends to a random part of the audience. */
const PASSES = 64;
/** A pass is in random order within this many lines of the audience. */
const WINDOW = 2_048;

/**
 * Returns a recipient's place in the send order. Recipients who are claimed together are near each other in the
 * database, so a claim changes few pages. `drawn` is random by key, below 2^31.
 */
export function sendOrder(drawn: number, line: number): number {
  if (drawn < RANDOM_BELOW) return drawn;
  const pass = drawn - (drawn % (ORDERS / PASSES));
  const window = Math.floor(line / WINDOW) % (ORDERS / PASSES / WINDOW);
  return pass + window * WINDOW + (drawn % WINDOW);
}

/** Returns the share of the audience in the first wave. */
export function firstShare(pace: PlanPace, people: number): number {
  return pace.pilot === undefined || people === 0 ? 1 : Math.min(1, pace.pilot / people);
}

/** Returns the share of the audience that is released after the next wave. */
export function nextShare(share: number): number {
  return Math.min(1, share * FACTOR * 1.000_001); // the last wave includes everyone despite rounding
}

/** Returns the limit of each provider, in messages per second; null without a limit. */
export function waveRate(pace: PlanPace, isPilot: boolean): number | null {
  const rate = pace.perSecond ?? null;
  return isPilot ? Math.min(PILOT_PER_SECOND, rate ?? PILOT_PER_SECOND) : rate;
}

/** Returns whether nearly all released recipients were sent to, or need no message. */
export function isWaveSent(begun: number, share: number, people: number): boolean {
  return begun >= NEARLY_ALL * share * people - drawn(share, people);
}

/** Returns how much smaller than its share a wave may be, because its recipients are random. */
function drawn(share: number, people: number): number {
  return 4 * Math.sqrt(share * (1 - share) * people);
}
