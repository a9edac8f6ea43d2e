import type { PlanPace } from "@relance/spec";

const MINUTE_MS = 60_000;
/** Slow enough that a pilot ends within minutes, and that a loss is seen before it is over. */
const PILOT_PER_SECOND = 15;
/** A wave is this many times larger than the one before. */
const FACTOR = 4;
/** Nearly all of the wave have been sent to. */
const NEARLY_ALL = 0.97;

/** A wave lasts at least this long, in milliseconds: the watch needs it to see anything. */
export const LEAST_WAVE_MS = 30_000;
/** A pilot that cannot be judged by then, in milliseconds, goes on with a remark: the deadline does not wait. */
export const LONGEST_PILOT_MS: number = 10 * MINUTE_MS;

/** Share of the audience that the first wave is. */
export function firstShare(pace: PlanPace, people: number): number {
  return pace.pilot === undefined || people === 0 ? 1 : Math.min(1, pace.pilot / people);
}

/** Share of the audience that has been released once the next wave is. */
export function nextShare(pace: PlanPace, share: number, people: number): number {
  const pilot = pace.pilot ?? people;
  const factor = pace.ramp === undefined ? FACTOR : Math.max(1.5, (people / Math.max(1, pilot)) ** (1 / pace.ramp));
  return Math.min(1, share * factor * 1.000_001); // rounding leaves no recipient behind
}

/** Messages a second that may leave over each provider while only the pilot is released, or after; null = no limit. */
export function waveRate(pace: PlanPace, isPilot: boolean): number | null {
  const rate = pace.perSecond ?? null;
  return isPilot ? Math.min(PILOT_PER_SECOND, rate ?? PILOT_PER_SECOND) : rate;
}

/** Nearly all of the released share have been sent to, or need no message any more. */
export function isWaveSent(begun: number, share: number, people: number): boolean {
  return begun >= NEARLY_ALL * share * people - drawn(share, people);
}

/** Who belongs to a wave is drawn: it may hold this many fewer than its share. */
function drawn(share: number, people: number): number {
  return 4 * Math.sqrt(share * (1 - share) * people);
}
