import type { Courier } from "./courier.ts";
import type { PersonRecord } from "./person.ts";
import type { Tally } from "./tally.ts";

/** The world's own truth, which no sender can see: who was really reached. */
export interface WorldReport {
  readonly people: number;
  /** At least one message arrived. */
  readonly reached: number;
  /** Nothing ever arrived. */
  readonly neverReached: number;
  /** At least one message was read. */
  readonly informed: number;
  /** A gesture of theirs succeeded. */
  readonly acted: number;
  /** Messages that arrived although the same attempt, or the same words through the same provider, had before. */
  readonly repeats: number;
  /** Work under way outside that failed without an answer; 0 in a healthy run. */
  readonly failures: number;
  /** By name of the courier. */
  readonly couriers: Readonly<Record<string, Readonly<Tally>>>;
}

/** Counts what happened so far. */
export function reportOf(people: Iterable<PersonRecord>, couriers: readonly Courier[], failures: number): WorldReport {
  let total = 0;
  let reached = 0;
  let informed = 0;
  let acted = 0;
  let repeats = 0;
  for (const { received, gestures } of people) {
    total++;
    if (received.length > 0) reached++;
    if (received.some((message) => message.readAt !== undefined)) informed++;
    if (gestures.some((gesture) => gesture.ok)) acted++;
    repeats += received.filter((message) => message.repeated).length;
  }
  return {
    people: total,
    reached,
    neverReached: total - reached,
    informed,
    acted,
    repeats,
    failures,
    couriers: Object.fromEntries(couriers.map(({ name, tally }) => [name, { ...tally }])),
  };
}
