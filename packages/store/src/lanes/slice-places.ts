import { isSamePlace } from "./lane-standing.ts";
import type { StoredLane } from "./stored-lane.ts";

/** What was ordered about a slice at a place where it was not steered by itself. */
const NOTHING = { holds: "{}", rates: "{}", ratedBy: "{}", leads: "{}" } as const;

/** A lane of a slice, about which nothing is ordered yet, beside its whole lane. */
export function besideWhole(whole: StoredLane, slice: number): StoredLane {
  return { ...whole, ...NOTHING, id: 0, slice, steered: 0 };
}

/** A slice's lane beside each whole lane, whether it was steered by itself there or not. */
export function ownLanes(
  stored: readonly StoredLane[],
  wholes: readonly StoredLane[],
  slice: number,
): readonly StoredLane[] {
  return wholes.map(
    (whole) =>
      stored.find((lane) => lane.slice === slice && isSamePlace(lane, whole)) ?? besideWhole(whole, slice),
  );
}

/** Something is ordered about this lane itself. */
export function isOrdered({ holds, rates, leads }: StoredLane): boolean {
  return holds !== NOTHING.holds || rates !== NOTHING.rates || leads !== NOTHING.leads;
}
