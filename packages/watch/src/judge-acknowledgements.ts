import { wilson } from "./wilson.ts";

/** Ages at which a slice's acknowledgements are compared, milliseconds. */
export const ACKNOWLEDGEMENT_AGES: readonly number[] = [15 * 60_000, 3_600_000, 4 * 3_600_000];

const DEVIATIONS = 4;
const LEAST_EXPECTED = 20;
/** People differ from carrier to carrier; less than this is no sign of anything. */
const LEAST_GAP = 0.25;

/** Of the people messaged at least an age ago, how many had answered by that age. */
export interface AcknowledgementRate {
  readonly people: number;
  readonly answered: number;
}

/**
 * True when a slice's people answer far less than those of other slices (or of earlier campaigns) at the same age: what
 * receipts that lie cannot hide. Needs twenty expected answers and a gap of a quarter.
 */
export function isAnsweredTooLittle(slice: AcknowledgementRate, others: AcknowledgementRate): boolean {
  if (others.people === 0) return false;
  const usual = wilson(others.answered, others.people, DEVIATIONS).low;
  if (usual * slice.people < LEAST_EXPECTED) return false;
  return wilson(slice.answered, slice.people, DEVIATIONS).high < usual * (1 - LEAST_GAP);
}
