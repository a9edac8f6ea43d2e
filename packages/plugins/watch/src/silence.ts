/** A stretch in which no receipt came in, though many were due, milliseconds since 1970. */
export interface Silence {
  readonly from: number;
  /** When the next receipt came in. */
  readonly to: number;
}

/** A shorter one is no burst, and looks are seconds apart. */
export const LEAST_SILENCE_MS = 5_000;
/** What was withheld takes a part of that time to come in, oldest first: until then nothing new is known. */
const CATCH_UP = 0.25;
const LONGEST_CATCH_UP_MS = 5 * 60_000;
/** Within this after a silence receipts come in that were ready before. */
export function catchUpMs({ from, to }: Silence): number {
  return Math.min(LONGEST_CATCH_UP_MS, CATCH_UP * (to - from)) + LEAST_SILENCE_MS;
}
