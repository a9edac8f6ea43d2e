import type { QueueOrder, QueueSource } from "./control.ts";
import type { By } from "./operator-words.ts";

/** One source's hold on a queue. */
export interface QueueHold extends By {
  readonly source: QueueSource;
  /** It stops messages through the provider; false = it stops the recipients, whatever provider they are rerouted to. */
  readonly isOfProvider: boolean;
  /** Absent = it was set by an older version. */
  readonly since: Date | undefined;
  /** When an operator has to look at it again. */
  readonly reviewAt: Date | undefined;
}

/** Who set how a queue leaves. */
export interface QueueSetting extends By {
  /** Absent = it was set by an older version. */
  readonly since: Date | undefined;
}

/** What else is read with queues. */
export interface QueuesOptions {
  /** Counts the recipients of each queue (`waiting`): the store reads all of them. @default false */
  readonly waiting?: boolean | undefined;
}

/** Recipients whose message has not left. */
export interface QueueWaiting {
  readonly recipients: number;
  /** The earliest deadline among them. */
  readonly deadline: Date;
}

/** How one queue of a campaign stands: what was ordered about itself, and about the provider that it leads over. */
export interface QueueRow {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  /** Provider of the plan. */
  readonly planned: string;
  /** Only recipients of this destination; absent = all others of the step's place. */
  readonly destination: string | undefined;
  /**
   * Rises with every order that concerns the queue (the waves of a pilot do not count), and is then the highest of the
   * campaign: of several queues the highest says whether one of them was steered since. 0 = never steered.
   */
  readonly version: number;
  /** The order that made this version; absent = not known any more. */
  readonly order: QueueOrder | undefined;
  /** Where it leads now. */
  readonly provider: string;
  /** The order that rerouted it; absent = none, or unknown. */
  readonly rerouted: QueueSetting | undefined;
  /** It is open while there is none. */
  readonly holds: readonly QueueHold[];
  /** Messages a second that a source allows; the least counts. */
  readonly rates: Readonly<Partial<Record<QueueSource, number>>>;
  /** Who set these rates; a source is absent where it is not known any more. */
  readonly ratedBy: Readonly<Partial<Record<QueueSource, QueueSetting>>>;
  /**
   * With {@link QueuesOptions.waiting}: recipients of the step's place, of all destinations. Absent = there are none, or the
   * queue is of a destination.
   */
  readonly waiting?: QueueWaiting | undefined;
}

/** A provider over which nothing leaves for a while: its account or its API said so, or it does not answer. */
export interface ClosedProvider {
  readonly provider: string;
  /** When it opens, or is tried again; the past = as soon as a recipient is due. */
  readonly until: Date;
  /** A code, such as `provider/unauthorized`. */
  readonly reason: string;
  /**
   * How often it was closed since it last worked, because its account refuses or because it does not answer; 0 = neither, and
   * it opens by itself. Else one message tries it once `until` is over.
   */
  readonly faults: number;
  /** With `faults`: it does not answer. False = its account refuses. */
  readonly isSilent: boolean;
}

/** A provider over which all send more slowly for now, because its API said that we are too fast. */
export interface SlowedProvider {
  readonly provider: string;
  /** Messages a second that leave now; it rises while no throttle comes. */
  readonly perSecond: number;
  /** The configured rate, or what was measured when the first throttle came. Once it is reached, all is as before. */
  readonly top: number;
  readonly since: Date;
}

/** How queues stand, and providers as far as they hold them up. */
export interface QueuesAnswer {
  /** By campaign and step; those of one step in the order of its route. */
  readonly queues: readonly QueueRow[];
  /** The destinations of the campaign that was asked about: those in which a recipient was written to. */
  readonly destinations: readonly string[];
  readonly closed: readonly ClosedProvider[];
  readonly slowed: readonly SlowedProvider[];
}
