import type { PlanPace } from "@relance/spec";

const MINUTE_MS = 60_000;
/** Messages per second in a first wave, slow enough to detect lost messages before the wave ends. */
const PILOT_PER_SECOND = 15;
/** Each wave is this many times as large as the wave before it. */
const FACTOR = 4;
/** A wave counts as sent once this share of its recipients has been sent a message. */
const NEARLY_ALL = 0.97;

/** Minimum duration of a wave, in milliseconds, so that lost messages can be detected. */
export const LEAST_WAVE_MS = 30_000;
/** Maximum duration of a first wave without enough receipts, in milliseconds. */
export const LONGEST_PILOT_MS: number = 10 * MINUTE_MS;

/** Upper limit of send orders, which are distributed evenly: a tenth of the audience has orders below a tenth of it. */
const ORDERS = 2 ** 31;
/** Below this send order, recipients are in random order, so that the small first waves have the right size. */
const RANDOM_BELOW = ORDERS / 16;
/** The audience is sent in this many passes. Each pass contains a random part of the audience. */
const PASSES = 64;
/** Within a pass, the recipients of this many consecutive audience lines are in random order. */
const WINDOW = 2_048;

/**
 * Returns a recipient's position in the send order. Recipients who are claimed together are stored close together, so
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
  return Math.min(1, share * FACTOR * 1.000_001); // despite rounding errors, the last wave includes every recipient
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

/** Returns by how many recipients a wave may fall short of its share, because its recipients are selected at random. */
function drawn(share: number, people: number): number {
  return 4 * Math.sqrt(share * (1 - share) * people);
}
