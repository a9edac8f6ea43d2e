/** Seconds are counted from here: the number stays short. */
const SINCE_MS = Date.UTC(2026, 0, 1);
/** More than any store gives out in a second, for as long as it lives. */
const NUMBERS_A_SECOND = 65_536;

/**
 * The first number that a store gives out once a backup was restored: higher than whatever was given out until this instant,
 * by the lost days of this store as by a copy of it. Nothing that is stored could say so, as the same backup may be
 * restored twice.
 */
export function numbersFrom(now: number): number {
  return Math.max(0, Math.floor((now - SINCE_MS) / 1_000)) * NUMBERS_A_SECOND + 1;
}
