import { CAUSES, type Cause, type EventKind } from "@relance/spec";

/** One event that a rule gave rise to; the store adds ids and times. */
export interface ChangeEvent {
  readonly kind: EventKind;
  readonly cause: Cause;
  /** The step that it is about. @default the one on which the row stands afterwards */
  readonly step?: number | undefined;
}

/** What a rule did besides changing the row: events to write, and what became of the attempt it looked at. */
export interface Change {
  readonly events: ChangeEvent[];
  /** New lifecycle state of the row's current attempt, `ATTEMPT`; absent = unchanged. */
  attemptState?: number;
  /** Evidence bits to add to the row's current attempt. */
  attemptBits?: number;
  /** A message was on the wire when the person acknowledged. */
  superseded?: boolean;
}

/** A fresh, empty change. */
export function noChange(): Change {
  return { events: [] };
}

/** The number that stores keep for a cause. */
export function causeNumber(cause: Cause): number {
  return CAUSES.indexOf(cause);
}
