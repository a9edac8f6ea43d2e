import type { Channel } from "../channel/channels.ts";
import type { Actor } from "./operator-words.ts";

/** The reason of suppressions that recipients create and remove themselves, such as with STOP and START. */
export const OPTED_OUT = "opted-out";
/** Reason of suppressions after a reply that may be a STOP. An operator sets `opted-out` or lifts the suppression. */
export const DOUBTFUL_STOP = "doubtful-stop";

/** Suppresses a contact, or with `remove` removes its suppressions that have this `reason`; "" means any reason. */
export interface SuppressInput extends Actor {
  readonly tenant: string;
  readonly digest: string;
  readonly channel: Channel;
  /** Purpose of the forbidden messages; "" means all. With `remove`, absent means any purpose. @default "" */
  readonly purpose?: string | undefined;
  /** When the suppression ends, by the store's clock; a past time is refused. @default never */
  readonly expiresAt?: number | undefined;
  readonly remove?: boolean | undefined;
}

export interface SuppressAnswer {
  readonly status: "new" | "same" | "removed" | "unknown" | "refused";
  readonly code?: string | undefined;
  readonly people: number;
}

export interface SuppressionRow extends Actor {
  readonly id: number;
  readonly tenant: string;
  readonly channel: Channel;
  readonly purpose: string;
  readonly digest: string;
  /** Present while a recipient in the store has this contact, because a suppression stores only the hash. */
  readonly address: string | undefined;
  /** Only inside the store: the encrypted row with that address, and the index of the address. */
  readonly box?:
    | { readonly box: string; readonly campaign: number; readonly key: string; readonly place: number }
    | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
}

/** Source of a command about queues. A queue is open while no source holds it, and has the sources' lowest rate. */
export type QueueSource = "start" | "operator" | "pace" | "budget" | `plugin:${string}`;

/** Scope and effect of a command about queues. Absent members change nothing. */
export interface Steering {
  readonly step?: number | undefined;
  /** Planned provider of the queues; absent means all providers. */
  readonly provider?: string | undefined;
  /** Number prefix, mail domain or push service of the recipients; absent means all. */
  readonly destination?: string | undefined;
  readonly source?: QueueSource | undefined;
  /** `held` sets this source's hold, `open` lifts it. A hold with `provider` does not stop rerouted recipients. */
  readonly gate?: "open" | "held" | undefined;
  /** `open` lifts all sources' holds and, with `via: null`, all reroutes. `held` also holds rerouted recipients. */
  readonly override?: boolean | undefined;
  /** Messages per second; null removes this source's limit. */
  readonly perSecond?: number | null | undefined;
  /** Sends only to recipients whose `sendOrder` is below this number (waves); 2^31 means all. */
  readonly releasedThrough?: number | undefined;
  /** Provider of the route to which this source reroutes the queue; null ends the reroute. */
  readonly via?: string | null | undefined;
}

export interface QueueOrder extends Steering, Actor {
  readonly at: Date;
}

export interface GateChange extends Steering, Actor {
  readonly campaign: number;
  /** Highest queue version that the caller saw. If an affected queue is newer, the change is refused as stale. */
  readonly version?: number | undefined;
  /** When an operator must review the hold; required with `held`. */
  readonly reviewAt?: number | undefined;
}

/** A queue that was changed after the version that the caller saw. */
export interface StaleQueue {
  readonly step: number;
  readonly planned: string;
  /** Absent for all recipients of the step and provider whose destination has no queue. */
  readonly destination: string | undefined;
  /** Version of the latest command about the queue, waves excluded; 0 if there was none. */
  readonly version: number;
  readonly order: QueueOrder | undefined;
}

export interface ControlAnswer {
  readonly queues: number;
  /** Current version of the queues; 0 if no command ever changed them. */
  readonly version: number;
  readonly stale: readonly StaleQueue[];
}

export interface QueueSetting extends Actor {
  readonly since: Date | undefined;
  /** When an operator must review the hold, or the pause that rerouted the queue. */
  readonly reviewAt?: Date | undefined;
}

export interface QueueHold extends QueueSetting {
  readonly source: QueueSource;
  /** True if the hold stops only messages through the provider; false if rerouted recipients stop too. */
  readonly isOfProvider: boolean;
}

export interface QueueRow extends StaleQueue {
  readonly campaign: number;
  /** The provider in use, which differs from `planned` while the queue is rerouted. */
  readonly provider: string;
  readonly rerouted: QueueSetting | undefined;
  readonly holds: readonly QueueHold[];
  /** Limits by source, in messages per second. The lowest limit applies. */
  readonly rates: Readonly<Partial<Record<QueueSource, number>>>;
  readonly ratedBy: Readonly<Partial<Record<QueueSource, QueueSetting>>>;
  /** Waiting recipients without a separate queue of their destination, if the caller asked for `waiting`. */
  readonly waiting?:
    | {
        readonly recipients: number;
        readonly deadline: Date;
        /** Number of these recipients by the route positions that the step has tried (bit mask). */
        readonly tried: Readonly<Record<number, number>>;
      }
    | undefined;
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

/**
 * `escalate` begins the next step, `resume` begins ended steps again, `amend` changes the version unless a message of the
 * current step was sent, `reveal` records who sees the addresses.
 */
export type TransitionKind = "cancel" | "remove" | "escalate" | "resume" | "extend" | "amend" | "reveal";

/** A command that changes recipients. The command is applied in batches, and a repeated call continues it. */
export interface TransitionInput extends Actor {
  readonly campaign: number;
  readonly transition: TransitionKind;
  readonly keys?: readonly string[] | undefined;
  /** Revision that the caller saw for each key. A recipient with a newer revision is `stale`. */
  readonly revisions?: readonly number[] | undefined;
  /** For `extend`: the new legal deadline. Recipients with a later deadline keep it. */
  readonly until?: number | undefined;
  readonly version?: number | undefined;
}

export interface UnfinishedTransition extends Omit<TransitionInput, "keys" | "revisions"> {
  readonly through: number;
}

export interface TransitionAnswer {
  readonly moved: number;
  readonly reopened: number;
  readonly unknown: readonly string[];
  readonly stale: readonly string[];
  /** Keys of recipients who were not changed, because they confirmed or have no further step. */
  readonly unmoved: readonly string[];
  readonly more: boolean;
  /** Why the campaign is unchanged. `past` and `not-later` concern the new deadline. */
  readonly refused?: "unknown" | "over" | "past" | "not-later" | undefined;
}

export interface PermitInput {
  /** A provider, or another name under which sends are counted. A name that is unused for a day is deleted. */
  readonly provider: string;
  /** Configured rate in messages per second. If absent, only the API's throttling limits the sends. */
  readonly perSecond?: number | undefined;
  readonly wanted: number;
  /** An unused slot expires after this many milliseconds, so that a resumed worker cannot burst. @default 150 */
  readonly savedMs?: number | undefined;
}

export interface PermitAnswer {
  readonly granted: number;
  readonly waitMs: number;
}

export interface ChargeItem {
  readonly attemptId: string;
  /** Price in millionths of the budget's currency, a positive integer. */
  readonly micros: number;
}

/** `over`: the budget does not cover the message, and its queue is held. `stale`: the attempt is no longer active. */
export type ChargeStatus = "charged" | "over" | "stale";

export interface BudgetChange extends Actor {
  readonly campaign: number;
  /** New limit in millionths of its currency. If absent, the limit stays, and stopped recipients are released. */
  readonly micros?: number | undefined;
}

export interface Budget {
  /** ISO 4217 code, such as `EUR`. */
  readonly currency: string;
  readonly limit: number;
  readonly spent: number;
  /** Lowest price of the messages that the budget refused since stopped recipients were last released. */
  readonly wanted?: number | undefined;
  readonly changes: readonly (Actor & { readonly at: Date; readonly limit: number })[];
}
