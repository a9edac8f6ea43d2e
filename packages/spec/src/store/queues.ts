import type { QueueOrder, QueueSource } from "./control.ts";
import type { By } from "./operator-words.ts";

/** One source's hold on a queue. */
export interface QueueHold extends By {
  readonly source: QueueSource;
  /** If true, the hold stops messages through the provider; if false, it stops recipients, even rerouted ones. */
  readonly isOfProvider: boolean;
  /** Who set the hold; absent if an older version did. */
  readonly since: Date | undefined;
  /** When an operator must review the hold. */
  readonly reviewAt: Date | undefined;
}

/** The author of a queue's setting. */
export interface QueueSetting extends By {
  /** Who made the setting; absent if an older version did. */
  readonly since: Date | undefined;
  /** When an operator must review the pause that rerouted the queue. */
  readonly reviewAt?: Date | undefined;
}

export interface QueuesOptions {
  /** Counts the waiting recipients of each queue, for which it reads all of them. @default false */
  readonly waiting?: boolean | undefined;
}

/** Number of recipients whose message was not sent yet. */
export interface QueueWaiting {
  readonly recipients: number;
  /** The earliest deadline among these recipients. */
  readonly deadline: Date;
}

/** The status of one queue: the commands about it, and about its provider. */
export interface QueueRow {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  /** The provider according to the plan. */
  readonly planned: string;
  /** Only recipients of this destination are meant; absent means all others of the step and provider. */
  readonly destination: string | undefined;
  /**
   * The campaign's number of the latest order that concerns the queue; waves of a pilot are not counted. The maximum
   * over several queues shows whether any of them received an order since. 0 = none received one.
   */
  readonly version: number;
  /** The command that set this `version`; absent if no longer known. */
  readonly order: QueueOrder | undefined;
  /** The provider that is used now. */
  readonly provider: string;
  /** The command that rerouted the queue; absent if not rerouted, or unknown. */
  readonly rerouted: QueueSetting | undefined;
  /** The holds on the queue; a queue without holds is open. */
  readonly holds: readonly QueueHold[];
  /** Limits by source, in messages per second; the lowest counts. */
  readonly rates: Readonly<Partial<Record<QueueSource, number>>>;
  /** Authors of the limits in `rates`. A source is absent if its author is no longer known. */
  readonly ratedBy: Readonly<Partial<Record<QueueSource, QueueSetting>>>;
  /**
   * With {@link QueuesOptions.waiting}: recipients of the step and provider, over all destinations. Absent = none, or
   * the queue is of one destination.
   */
  readonly waiting?: QueueWaiting | undefined;
}

/** A provider that sends nothing now, because its account refuses, its API asked to wait, or it does not answer. */
export interface ClosedProvider {
  readonly provider: string;
  /** When the provider opens or is probed; a past time means with the next due recipient. */
  readonly until: Date;
  /** A code, such as `provider/unauthorized`. */
  readonly reason: string;
  /**
   * How often the provider closed since it last worked, because its account refuses or it does not answer. One message
   * then probes the provider after `until`. 0 means that its API asked to wait, and the provider opens by itself.
   */
  readonly faults: number;
  /** For `faults`: true if the provider does not answer, false if its account refuses. */
  readonly isSilent: boolean;
}

/** A provider that currently sends more slowly because its API throttles us. */
export interface SlowedProvider {
  readonly provider: string;
  /** Messages per second that are allowed now. The rate increases while the API does not throttle. */
  readonly perSecond: number;
  /** The configured rate, or the rate measured when the API first throttled. The slow-down ends at this rate. */
  readonly top: number;
  readonly since: Date;
}

/** The status of queues, and of the providers that delay them. */
export interface QueuesAnswer {
  /** Queues by campaign and step, in the order of the step's route. */
  readonly queues: readonly QueueRow[];
  /** The campaign's destinations with messages. */
  readonly destinations: readonly string[];
  readonly closed: readonly ClosedProvider[];
  readonly slowed: readonly SlowedProvider[];
}
