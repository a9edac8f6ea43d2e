import type { QueueOrder, QueueSource } from "./control.ts";
import type { By } from "./operator-words.ts";

/** One source's hold on a queue. */
export interface QueueHold extends By {
  readonly source: QueueSource;
  /** It stops messages through the provider; false = it stops the recipients, whichever provider they are rerouted to. */
  readonly isOfProvider: boolean;
  /** Absent = set by an older version. */
  readonly since: Date | undefined;
  /** When an operator must review it. */
  readonly reviewAt: Date | undefined;
}

/** The author of a queue's setting. */
export interface QueueSetting extends By {
  /** Absent = set by an older version. */
  readonly since: Date | undefined;
  /** When an operator must review the pause that rerouted the queue. */
  readonly reviewAt?: Date | undefined;
}

export interface QueuesOptions {
  /** Counts the recipients of each queue (`waiting`); reads all of them. @default false */
  readonly waiting?: boolean | undefined;
}

/** Recipients whose message has not left. */
export interface QueueWaiting {
  readonly recipients: number;
  /** The earliest deadline among them. */
  readonly deadline: Date;
}

/** The status of one queue: the orders about it, and about its provider. */
export interface QueueRow {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  /** Provider of the plan. */
  readonly planned: string;
  /** Only recipients of this destination; absent = all others of the step and provider. */
  readonly destination: string | undefined;
  /**
   * Increases with every order that concerns the queue (except the waves of a pilot), to the campaign's highest value:
   * among several queues the maximum tells whether one was steered since. 0 = never steered.
   */
  readonly version: number;
  /** The order of this version; absent = no longer known. */
  readonly order: QueueOrder | undefined;
  /** The provider in use now. */
  readonly provider: string;
  /** The order that rerouted it; absent = none, or unknown. */
  readonly rerouted: QueueSetting | undefined;
  /** Empty = open. */
  readonly holds: readonly QueueHold[];
  /** Limits by source, in messages a second; the lowest counts. */
  readonly rates: Readonly<Partial<Record<QueueSource, number>>>;
  /** Authors of these limits; a source is absent if no longer known. */
  readonly ratedBy: Readonly<Partial<Record<QueueSource, QueueSetting>>>;
  /**
   * With {@link QueuesOptions.waiting}: recipients of the step and provider, over all destinations. Absent = none, or
   * the queue is of one destination.
   */
  readonly waiting?: QueueWaiting | undefined;
}

/** A provider that sends nothing for a while: its account or API requested it, or it does not answer. */
export interface ClosedProvider {
  readonly provider: string;
  /** When it opens or is probed; a past instant = with the next due recipient. */
  readonly until: Date;
  /** A code, such as `provider/unauthorized`. */
  readonly reason: string;
  /**
   * How often it closed since it last worked, because its account refuses or it does not answer; 0 = neither, and it
   * opens by itself. Otherwise one message probes it after `until`.
   */
  readonly faults: number;
  /** With `faults`: it does not answer. False = its account refuses. */
  readonly isSilent: boolean;
}

/** A provider that currently sends more slowly because its API throttles us. */
export interface SlowedProvider {
  readonly provider: string;
  /** Current messages a second; increases while no throttle comes. */
  readonly perSecond: number;
  /** The configured rate, or the measured one at the first throttle. Once reached, the throttle ends. */
  readonly top: number;
  readonly since: Date;
}

/** The status of queues, and of the providers that delay them. */
export interface QueuesAnswer {
  /** By campaign and step, in the order of the route. */
  readonly queues: readonly QueueRow[];
  /** The campaign's destinations with messages. */
  readonly destinations: readonly string[];
  readonly closed: readonly ClosedProvider[];
  readonly slowed: readonly SlowedProvider[];
}
