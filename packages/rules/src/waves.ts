import type { PlanPace } from "@relance/spec";

const MINUTE_MS = 60_000;
/** Messages per second in a first wave: slow enough that lost messages are detected before the wave ends. */
const PILOT_PER_SECOND = 15;
/** Each wave releases this many times the share of the previous wave. */
const FACTOR = 4;
/** A wave counts as sent when this share of its recipients has been sent a message. */
const NEARLY_ALL = 0.97;

/** Minimum duration of a wave, in milliseconds, so that lost messages can be detected. */
export const LEAST_WAVE_MS = 30_000;
/** Maximum duration of a first wave without enough receipts, in milliseconds. */
export const LONGEST_PILOT_MS: number = 10 * MINUTE_MS;

/** All send orders are below this number: to release a tenth of the audience, release orders below a tenth of it. */
const ORDERS = 2 ** 31;
/** Recipients with a lower send order are in random order, so that the small first waves have the right size. */
const RANDOM_BELOW = ORDERS / 16;
/** The audience is sent in this many passes. Each pass contains a random part of the audience. */
const PASSES = 64;
/** Within a pass, the recipients of this many consecutive audience lines are in random order. */
const WINDOW = 2_048;

/**
 * Returns a recipient's place in the send order. Recipients who are claimed together are stored near each other, so
 * that a claim changes few database pages. `drawn` is a hash of the key below 2^31.
 */
export function sendOrder(drawn: number, line: number): number {
  if (drawn < RANDOM_BELOW) return drawn;
  const pass = drawn - (drawn % (ORDERS / PASSES));
  const window = Math.floor(line / WINDOW) % (ORDERS / PASSES / WINDOW);
  return pass + window * WINDOW + (drawn % WINDOW);
}

/** Returns the share of the audience in the first wave. */
export function firstShare(pace: PlanPace, people: number): number {
  return pace.firstWave === undefined || people === 0 ? 1 : Math.min(1, pace.firstWave / people);
}

export function nextShare(share: number): number {
  return Math.min(1, share * FACTOR * 1.000_001); // despite rounding, the last wave includes every recipient
}

/** Returns the rate limit of each provider, in messages per second; null without a limit. */
export function waveRate(pace: PlanPace, isPilot: boolean): number | null {
  const rate = pace.perSecond ?? null;
  return isPilot ? Math.min(PILOT_PER_SECOND, rate ?? PILOT_PER_SECOND) : rate;
}

/** Returns whether nearly all released recipients have been sent a message or need none. */
export function isWaveSent(begun: number, share: number, people: number): boolean {
  return begun >= NEARLY_ALL * share * people - drawn(share, people);
}

/** Returns how many recipients a wave may lack compared with its share, because they are selected at random. */
function drawn(share: number, people: number): number {
  return 4 * Math.sqrt(share * (1 - share) * people);
}
