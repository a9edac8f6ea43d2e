import type { Channel } from "../channel/channels.ts";
import type { CancelAnswer } from "../provider.ts";
import type { By } from "./operator-words.ts";

/** The reason of suppressions that recipients create and lift themselves, such as with STOP and START. */
export const OPTED_OUT = "opted-out";
/** Reason of suppressions after a reply that may be a STOP. An operator sets `opted-out` or lifts the suppression. */
export const DOUBTFUL_STOP = "doubtful-stop";

/** Suppresses a contact, or with `lift` lifts its suppressions that have this `reason`; "" means any reason. */
export interface SuppressInput extends By {
  readonly tenant: string;
  readonly digest: string;
  readonly channel: Channel;
  /** Purpose of the forbidden messages; "" means all. With `lift`, absent means any purpose. @default "" */
  readonly purpose?: string | undefined;
  /** When the suppression ends, by the store's clock; a past time is refused. @default never */
  readonly expiresAt?: number | undefined;
  readonly lift?: boolean | undefined;
}

export interface SuppressAnswer {
  readonly status: "new" | "same" | "lifted" | "unknown" | "refused";
  readonly code?: string | undefined;
  readonly people: number;
}

export interface SuppressionRow extends By {
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
  /**
   * With `open`: lifts the holds of all sources and, with `via: null`, all reroutes. With `held`: also holds rerouted
   * recipients.
   */
  readonly override?: boolean | undefined;
  /** The limit of this command's source in messages per second; null removes the limit. */
  readonly perSecond?: number | null | undefined;
  /** Sends only to recipients whose `sendOrder` is below this number (waves); 2^31 means all. */
  readonly releasedThrough?: number | undefined;
  /** Provider of the route to which this source reroutes the queue; null ends the reroute. */
  readonly via?: string | null | undefined;
}

export interface QueueOrder extends Steering, By {
  readonly at: Date;
}

export interface GateChange extends Steering, By {
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
  /** Destination of the recipients; absent for all other recipients of the step and provider. */
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

/**
 * `escalate` begins the next step, `hand-back` resumes ended steps, `amend` changes the version unless a message of the
 * current step was sent, `reveal` records who sees the addresses.
 */
export type TransitionKind = "cancel" | "withdraw" | "escalate" | "hand-back" | "extend" | "amend" | "reveal";

/** A command that changes recipients. The command is applied in batches, and a repeated call continues it. */
export interface TransitionInput extends By {
  readonly campaign: number;
  readonly transition: TransitionKind;
  readonly keys?: readonly string[] | undefined;
  /** Epoch that the caller saw for each key. A recipient with a newer epoch is `stale`. */
  readonly epochs?: readonly number[] | undefined;
  /** For `extend`: the new legal deadline. Recipients with a later deadline keep it. */
  readonly until?: number | undefined;
  readonly version?: number | undefined;
  /** For `cancel` and `withdraw`: providers that can cancel messages. `resolve` then returns the messages to cancel. */
  readonly recall?: readonly string[] | undefined;
}

export interface Recalled {
  readonly attemptId: string;
  readonly answer: CancelAnswer;
}

export interface UnfinishedTransition extends Omit<TransitionInput, "keys" | "epochs"> {
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

/** `forbidden`: a suppression, perhaps an expired one, has the contact. `held`: a recipient has the contact. */
export type ContactStatus = "forbidden" | "held" | "unknown";
