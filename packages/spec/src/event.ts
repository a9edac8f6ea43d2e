import type { Quality } from "./inbound.ts";
import type { Cause } from "./states.ts";
import type { Steering } from "./store/control.ts";
import type { Seal } from "./store/seals.ts";

/**
 * Kinds of events, in the order of their numbers in stores. Append only. With the cause `deadline`, `campaign.amended`
 * records a later deadline.
 */
export const EVENT_KINDS = [
  "enrollment.enrolled",
  "attempt.submitted",
  "attempt.accepted",
  "attempt.rejected",
  "attempt.deferred",
  "attempt.uncertain",
  "attempt.not-sent",
  "attempt.unresolved",
  "attempt.in-transit",
  "attempt.delivered",
  "attempt.undelivered",
  "attempt.engaged",
  "attempt.unknown",
  "enrollment.rerouted",
  "enrollment.escalated",
  "enrollment.exhausted",
  "enrollment.acknowledged",
  "enrollment.answered",
  "enrollment.reversed",
  "enrollment.suppressed",
  "enrollment.expired",
  "enrollment.cancelled",
  "enrollment.reopened",
  "enrollment.replied",
  "campaign.started",
  "campaign.sealed",
  "campaign.closed",
  "campaign.held",
  "campaign.cancelled",
  "campaign.steered",
  "incident.opened",
  "incident.ended",
  "evidence.sealed",
  "enrollment.revealed",
  "enrollment.forgotten",
  "campaign.amended",
  "enrollment.refused",
  "enrollment.rescheduled",
  "stop.doubtful",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** `version` orders the events of one enrollment. `Answer` is the union of the campaign's answers. */
export interface RelanceEvent<Answer extends string = string> {
  readonly id: string;
  readonly type: EventKind;
  readonly at: Date;
  readonly campaign: { readonly name: string; readonly occurrence: string };
  /** Absent for an event of a whole campaign, of a refused row without a key, and of a forgotten recipient. */
  readonly key?: string | undefined;
  /** Absent for an event of a whole campaign and of a refused row: these have no enrollment. */
  readonly version?: number | undefined;
  readonly attemptId?: string | undefined;
  readonly provider?: string | undefined;
  /** From 1. */
  readonly step?: number | undefined;
  readonly cause?: Cause | undefined;
  /** For `enrollment.answered` and `enrollment.acknowledged`. */
  readonly answer?: Answer | undefined;
  /** Who gave a command and why, as `who: why`; absent if there was no command, or it was not recorded. */
  readonly by?: string | undefined;
  /** The source of the report, for `attempt.delivered` and `attempt.engaged`; absent if it is no longer known. */
  readonly quality?: Quality | undefined;
  readonly late?: boolean | undefined;
  /** The command about queues that caused the event; absent without one, or if an older version wrote the event. */
  readonly steering?: Steering | undefined;
  /** For `enrollment.refused`: why the row was refused, as a code such as `message/bad-phone`. */
  readonly reason?: string | undefined;
  /** For `enrollment.refused`: the line of the row in its source, from 1. */
  readonly line?: number | undefined;
  readonly seal?: Seal | undefined;
}
