import type { Channel } from "../channel/channels.ts";
import type { Actor } from "./operator-words.ts";

/** The reason of suppressions that recipients create and remove themselves, for example with STOP and START. */
export const OPTED_OUT = "opted-out";
/** The reason of suppressions after a reply that may be a STOP. An operator sets `opted-out` or removes it. */
export const DOUBTFUL_STOP = "doubtful-stop";

/** Suppresses a contact. With `remove`, removes the contact's suppressions with this `reason`; "" for all. */
export interface SuppressInput extends Actor {
  readonly tenant: string;
  readonly digest: string;
  readonly channel: Channel;
  /** Purpose of the messages that are forbidden; "" for all. With `remove`, absent for any purpose. @default "" */
  readonly purpose?: string | undefined;
  /** When the suppression ends, by the store's clock. A time in the past is refused. @default never */
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
  /** The contact's address, read from a recipient. Absent without such a recipient: a suppression stores only a hash. */
  readonly address: string | undefined;
  /** Used only inside the store: the encrypted row with that address, and the index of the address. */
  readonly box?:
    | { readonly box: string; readonly campaign: number; readonly key: string; readonly place: number }
    | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
}

/** Source of a command about queues. A queue is open while no source holds it; the lowest rate applies. */
export type QueueSource = "start" | "operator" | "pace" | "budget" | `plugin:${string}`;

/** Scope and effect of a command about queues. Absent members change nothing. */
export interface Steering {
  readonly step?: number | undefined;
  /** The queues' provider as planned; absent for all providers. */
  readonly provider?: string | undefined;
  /** Number prefix, mail domain or push service of the recipients; absent for all. */
  readonly destination?: string | undefined;
  readonly source?: QueueSource | undefined;
  /** `held` sets this source's hold, `open` removes it. A hold with `provider` does not stop rerouted recipients. */
  readonly gate?: "open" | "held" | undefined;
  /** `open` removes all holds and, with `via: null`, all reroutes. `held` also holds rerouted recipients. */
  readonly override?: boolean | undefined;
  /** Messages per second; null removes the limit of this source. */
  readonly perSecond?: number | null | undefined;
  /** For waves: sends only to recipients whose `sendOrder` is below this number; 2^31 for all. */
  readonly releasedThrough?: number | undefined;
  /** Provider of the route to which this source reroutes the queue; null ends its reroute. */
  readonly via?: string | null | undefined;
}

export interface QueueOrder extends Steering, Actor {
  readonly at: Date;
}

export interface GateChange extends Steering, Actor {
  readonly campaign: number;
  /** Highest queue version that the caller has seen. If an affected queue is newer, the change is refused as stale. */
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
  /** Version of the latest command about the queue, not counting waves; 0 if there was none. */
  readonly version: number;
  readonly order: QueueOrder | undefined;
}

export interface ControlAnswer {
  readonly queues: number;
  /** Current version of the queues; 0 if no command has ever changed them. */
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
  /** True if the hold stops only messages through the provider; false if it also stops rerouted recipients. */
  readonly isOfProvider: boolean;
}

export interface QueueRow extends StaleQueue {
  readonly campaign: number;
  /** The provider in use. `provider` differs from `planned` while the queue is rerouted. */
  readonly provider: string;
  readonly rerouted: QueueSetting | undefined;
  readonly holds: readonly QueueHold[];
  /** Limits by source, in messages per second. The lowest limit applies. */
  readonly rates: Readonly<Partial<Record<QueueSource, number>>>;
  readonly ratedBy: Readonly<Partial<Record<QueueSource, QueueSetting>>>;
  /** Waiting recipients whose destination has no queue, if the caller asked for `waiting`. */
  readonly waiting?:
    | {
        readonly recipients: number;
        readonly deadline: Date;
        /** Number of these recipients by the route positions that the step has tried, as a bit mask. */
        readonly tried: Readonly<Record<number, number>>;
      }
    | undefined;
}

/** A provider that sends nothing now: its account refuses, its API asked to wait, or it does not answer. */
export interface ClosedProvider {
  readonly provider: string;
  /** When the provider sends again or is probed; a time in the past means at the next due recipient. */
  readonly until: Date;
  readonly reason: string;
  /** Number of faults since the provider last worked; 0 if its API asked to wait, which needs no probe. */
  readonly faults: number;
  /** True if the provider does not answer; false if it refuses the account. */
  readonly isSilent: boolean;
}

export interface SlowedProvider {
  readonly provider: string;
  readonly perSecond: number;
  /** The rate at which the throttling ends, in messages per second. */
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
 * `escalate` starts the next step, `resume` restarts ended steps, `amend` changes the version unless the current step
 * has sent a message, and `reveal` records who sees the addresses.
 */
export type TransitionKind = "cancel" | "remove" | "escalate" | "resume" | "extend" | "amend" | "reveal";

/** A command that changes recipients. The command runs in batches. A repeated call continues it. */
export interface TransitionInput extends Actor {
  readonly campaign: number;
  readonly transition: TransitionKind;
  readonly keys?: readonly string[] | undefined;
  /** For each key, the revision that the caller has seen. A recipient with a newer one is `stale`. */
  readonly revisions?: readonly number[] | undefined;
  /** For `extend`: the new deadline. Recipients with a later one keep it. */
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
  /** Keys of recipients who did not change, because they confirmed or have no further step. */
  readonly unmoved: readonly string[];
  readonly more: boolean;
  /** Why the campaign did not change. `past` and `not-later` refer to the new deadline. */
  readonly refused?: "unknown" | "over" | "past" | "not-later" | undefined;
}

export interface PermitInput {
  /** A provider, or another name under which sends are counted. A name is deleted after a day without use. */
  readonly provider: string;
  /** Configured rate in messages per second. If absent, only the API's throttling limits the sends. */
  readonly perSecond?: number | undefined;
  readonly wanted: number;
  /** Unused slots expire after this many milliseconds, so that a resumed process cannot send a burst. @default 150 */
  readonly savedMs?: number | undefined;
}

export interface PermitAnswer {
  readonly granted: number;
  readonly waitMs: number;
}

export interface ChargeItem {
  readonly attemptId: string;
  /** Price in millionths of the budget's currency; a positive integer. */
  readonly micros: number;
}

/** `over`: the budget does not cover the message, so its queue is held. `stale`: the attempt is no longer active. */
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
  /** Lowest price of a message that the budget refused since it last released stopped recipients. */
  readonly wanted?: number | undefined;
  readonly changes: readonly (Actor & { readonly at: Date; readonly limit: number })[];
}
