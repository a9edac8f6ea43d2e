import type { Courier } from "./courier.ts";
import type { PersonRecord } from "./person.ts";
import type { Tally } from "./tally.ts";

/** True counts of recipients and messages in the simulation. A real sender cannot know these numbers. */
export interface WorldReport {
  readonly people: number;
  /** Number of recipients to whom at least one message was delivered. */
  readonly reached: number;
  /** Number of recipients to whom no message was delivered. */
  readonly neverReached: number;
  /** Number of recipients who read at least one message. */
  readonly informed: number;
  /** Number of recipients with at least one recorded answer. */
  readonly acted: number;
  /** Number of repeated arrivals of the same attempt, or of the same text through the same provider. */
  readonly repeats: number;
  /** Number of requests by the simulation that got no answer; 0 in a healthy run. */
  readonly failures: number;
  /** Counts by the courier's name. */
  readonly couriers: Readonly<Record<string, Readonly<Tally>>>;
}

export function buildReport(
  people: Iterable<PersonRecord>,
  couriers: readonly Courier[],
  failures: number,
): WorldReport {
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
