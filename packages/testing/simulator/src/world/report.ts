import type { Courier } from "./courier.ts";
import type { PersonRecord } from "./person.ts";
import type { Tally } from "./tally.ts";

/** The ground truth, which no sender sees: who was really reached. */
export interface WorldReport {
  readonly people: number;
  /** Recipients with at least one message. */
  readonly reached: number;
  /** Recipients without any message. */
  readonly neverReached: number;
  /** Recipients who read at least one message. */
  readonly informed: number;
  /** Recipients with a successful action. */
  readonly acted: number;
  /** Messages that arrived although the same attempt, or the same text through the same provider, had before. */
  readonly repeats: number;
  /** Outside calls that failed without an answer; 0 in a healthy run. */
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
