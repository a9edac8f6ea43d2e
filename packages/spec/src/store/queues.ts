import type { QueueSource, StaleQueue } from "./control.ts";
import type { By } from "./operator-words.ts";

export interface QueueSetting extends By {
  readonly since: Date | undefined;
  /** When an operator must review the hold, or the pause that rerouted the queue. */
  readonly reviewAt?: Date | undefined;
}

export interface QueueHold extends QueueSetting {
  readonly source: QueueSource;
  /** True if the hold stops only messages through the provider; false if rerouted recipients stop too. */
  readonly isOfProvider: boolean;
}

export interface QueueWaiting {
  readonly recipients: number;
  readonly deadline: Date;
}

/** The status of one queue, from the commands about the queue and about its provider. */
export interface QueueRow extends StaleQueue {
  readonly campaign: number;
  /** The provider in use, which differs from `planned` while the queue is rerouted. */
  readonly provider: string;
  readonly rerouted: QueueSetting | undefined;
  readonly holds: readonly QueueHold[];
  /** Limits by source, in messages per second. The lowest limit applies. */
  readonly rates: Readonly<Partial<Record<QueueSource, number>>>;
  readonly ratedBy: Readonly<Partial<Record<QueueSource, QueueSetting>>>;
  /** Waiting recipients of the step and provider over all destinations, if the caller asked for `waiting`. */
  readonly waiting?: QueueWaiting | undefined;
}

/** A provider that sends nothing now, because its account refuses, its API asked to wait, or it does not answer. */
export interface ClosedProvider {
  readonly provider: string;
  /** When the provider sends again or is probed; a past time means with the next due recipient. */
  readonly until: Date;
  readonly reason: string;
  /** Number of faults since the provider last worked. 0: the API asked to wait, so no message probes the provider. */
  readonly faults: number;
  /** True if the provider does not answer, false if its account refuses. */
  readonly isSilent: boolean;
}

export interface SlowedProvider {
  readonly provider: string;
  readonly perSecond: number;
  /** The rate, in messages per second, at which the throttling ends. */
  readonly top: number;
  readonly since: Date;
}

export interface QueuesAnswer {
  readonly queues: readonly QueueRow[];
  readonly destinations: readonly string[];
  readonly closed: readonly ClosedProvider[];
  readonly slowed: readonly SlowedProvider[];
}
