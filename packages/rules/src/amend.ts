import { type Enrollment, isOpen, PHASE } from "./enrollment.ts";

/**
 * Whether a person may take another version of the campaign: nothing of their current step has left, so that nobody gets one
 * step in two wordings. Whoever has begun a step keeps the version that they began it with, to the end.
 */
export function mayAmend(row: Enrollment): boolean {
  const isFresh = row.attempt === 0 && row.tries === 0 && row.tried === 0;
  return isOpen(row) && row.phase === PHASE.ready && isFresh;
}
