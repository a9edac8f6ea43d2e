import { CAUSES, type Cause, type EventKind } from "@relance/spec";

/** An event that a rule creates. The store adds its id and time. */
export interface ChangeEvent {
  readonly kind: EventKind;
  readonly cause: Cause;
  /** Number of the step to which the event belongs. @default the row's step after the change */
  readonly step?: number | undefined;
}

/** The events to store, and the new state of the current attempt. */
export interface Change {
  readonly events: ChangeEvent[];
  /** A number of `ATTEMPT`; absent if the state does not change. */
  attemptState?: number;
  attemptBits?: number;
  /** True if a message was being sent when the recipient acknowledged. */
  superseded?: boolean;
}

export function noChange(): Change {
  return { events: [] };
}

export function causeNumber(cause: Cause): number {
  return CAUSES.indexOf(cause);
}
