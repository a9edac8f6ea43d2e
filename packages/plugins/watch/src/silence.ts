/** A period without receipts although many were due, in milliseconds since 1970. */
export interface Silence {
  readonly from: number;
  /** The time at which the next receipt arrived. */
  readonly to: number;
}

/** A shorter period is no silence, because checks are seconds apart. */
export const LEAST_SILENCE_MS = 5_000;
/** After a silence, withheld receipts arrive for this part of its length, oldest first; new receipts follow. */
const CATCH_UP = 0.25;
const LONGEST_CATCH_UP_MS = 5 * 60_000;
/** How long after a silence the receipts arrive that were ready while it lasted. */
export function catchUpMs({ from, to }: Silence): number {
  return Math.min(LONGEST_CATCH_UP_MS, CATCH_UP * (to - from)) + LEAST_SILENCE_MS;
}
