import { CAUSES, type Cause, type EventKind } from "@relance/spec";

/** An event that a rule creates; the store adds its id and time. */
export interface ChangeEvent {
  readonly kind: EventKind;
  readonly cause: Cause;
  /** The step that the event is about. @default the row's step after the change */
  readonly step?: number | undefined;
}

/** What a rule returns besides the changed row: events to store, and the new state of the current attempt. */
export interface Change {
  readonly events: ChangeEvent[];
  /** New state of the row's current attempt, a number of `ATTEMPT`; absent if unchanged. */
  attemptState?: number;
  /** Evidence bits that are added to the row's current attempt. */
  attemptBits?: number;
  /** True if a message was in flight when the recipient acknowledged. */
  superseded?: boolean;
}

/** Returns a new, empty change. */
export function noChange(): Change {
  return { events: [] };
}

/** Returns the number under which a cause is stored. */
export function causeNumber(cause: Cause): number {
  return CAUSES.indexOf(cause);
}
