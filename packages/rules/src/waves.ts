import type { PlanPace } from "@relance/spec";

const MINUTE_MS = 60_000;
/** The rate of a first wave, which ends within minutes, but is slow enough that a loss is detected before it ends. */
const PILOT_PER_SECOND = 15;
/** Each wave is this many times larger than the one before. */
const FACTOR = 4;
/** A wave counts as sent when this share of its recipients was sent to. */
const NEARLY_ALL = 0.97;

/** A wave lasts at least this long, in milliseconds, so that the watch can detect a loss. */
export const LEAST_WAVE_MS = 30_000;
/** If a first wave cannot be judged within this time, in milliseconds, the next wave begins anyway, with a note. */
export const LONGEST_PILOT_MS: number = 10 * MINUTE_MS;

/** Send orders are below this number. A wave of this share of it releases the same share of the audience. */
const ORDERS = 2 ** 31;
/** Below this send order recipients are in random order, so that the first waves have the size of their share. */
const RANDOM_BELOW = ORDERS / 16;
/** The audience is sent to in this many passes, each over a random part of it. */
const PASSES = 64;
/** Lines of the audience within which a pass is in random order. */
const WINDOW = 2_048;

/**
 * Returns a recipient's place in the send order. In one pass over the audience consecutive places are near each other in
 * the audience and therefore in the database, where a claim then changes a few pages instead of one per recipient.
 *
 * @param drawn - random by key, in [0, 2^31)
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
