/** A period without receipts although many were due, milliseconds since 1970. */
export interface Silence {
  readonly from: number;
  /** When the next receipt arrived. */
  readonly to: number;
}

/** A shorter one is no silence: checks are seconds apart. */
export const LEAST_SILENCE_MS = 5_000;
/** Withheld receipts take this part of the silence to arrive, oldest first: until then nothing new is known. */
const CATCH_UP = 0.25;
const LONGEST_CATCH_UP_MS = 5 * 60_000;
/** How long after a silence receipts arrive that were ready before. */
export function catchUpMs({ from, to }: Silence): number {
  return Math.min(LONGEST_CATCH_UP_MS, CATCH_UP * (to - from)) + LEAST_SILENCE_MS;
}
