import { CAUSES, type Cause, type EventKind } from "@relance/spec";

/** An event that a rule creates. The store adds its id and time. */
export interface ChangeEvent {
  readonly kind: EventKind;
  readonly cause: Cause;
  /** The step that the event is about. @default the row's step after the change */
  readonly step?: number | undefined;
}

/** The events to store, and the new state of the row's current attempt. */
export interface Change {
  readonly events: ChangeEvent[];
  /** A number of `ATTEMPT`; absent if unchanged. */
  attemptState?: number;
  /** Evidence bits to add to the current attempt. */
  attemptBits?: number;
  /** True if a message was in flight when the recipient acknowledged. */
  superseded?: boolean;
}

/** Creates an empty change. */
export function noChange(): Change {
  return { events: [] };
}

/** Returns the stored number of a cause. */
export function causeNumber(cause: Cause): number {
  return CAUSES.indexOf(cause);
}
