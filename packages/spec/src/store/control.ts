import type { Channel } from "../channel/channels.ts";
import type { CancelAnswer } from "../provider.ts";
import type { By } from "./operator-words.ts";

/** The reason of suppressions that recipients create and lift themselves, such as with STOP and START. */
export const OPTED_OUT = "opted-out";
/**
 * Reason of suppressions after a reply that may be a STOP. An operator decides about it once for all
 * tenants: either a suppression for every purpose with the reason `opted-out` replaces it, or it is lifted.
 */
export const DOUBTFUL_STOP = "doubtful-stop";

/** Suppresses a contact, or lifts suppressions. With `lift`, only those with this `reason`; "" means any. */
export interface SuppressInput extends By {
  readonly tenant: string;
  /** Keyed hash of the address. */
  readonly digest: string;
  readonly channel: Channel;
  /** Concerns only messages of this purpose; "" means all. With `lift`, absent means any purpose. @default "" */
  readonly purpose?: string | undefined;
  /** When the suppression ends, by the store's clock; a past time is refused. @default never */
  readonly expiresAt?: number | undefined;
  /** @default false */
  readonly lift?: boolean | undefined;
}

/** The result of one change to suppressions. */
export interface SuppressAnswer {
  readonly status: "new" | "same" | "lifted" | "unknown" | "refused";
  /** Why it was refused. */
  readonly code?: string | undefined;
  /** Number of open enrollments with the contact. */
  readonly people: number;
}

/** One suppression in force. */
export interface SuppressionRow extends By {
  readonly id: number;
  readonly tenant: string;
  readonly channel: Channel;
  /** The purpose; "" for messages of all purposes. */
  readonly purpose: string;
  readonly digest: string;
  /** Present if a recipient in the store has this contact; the suppression itself stores only the hash. */
  readonly address: string | undefined;
  /** Inside the store: the box with that address, its recipient, and its index there. */
  readonly box?:
    | { readonly box: string; readonly campaign: number; readonly key: string; readonly place: number }
    | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
}

/**
 * Who gives an order about a queue. Each source has its own hold, rate and reroute, and lifts only these, so operator,
 * plugin and pilot never overwrite each other. A queue is open while no source holds it, and uses the lowest rate.
 */
export type QueueSource = "start" | "operator" | "pace" | "budget" | `plugin:${string}`;

/** The scope and effect of a command about queues. Absent members do not change. */
export interface Steering {
  /** Only this step is meant, counted from 1; absent means all steps. */
  readonly step?: number | undefined;
  /** Only queues planned through this provider are meant; absent means all queues. */
  readonly provider?: string | undefined;
  /** Only recipients of this destination are meant: a number prefix, mail domain or push service; absent means all. */
  readonly destination?: string | undefined;
  /** @default "operator" */
  readonly source?: QueueSource | undefined;
  /**
   * `held` sets this source's hold, `open` lifts it. A hold with `provider` stops messages through that provider, but
   * not recipients who are rerouted to another one.
   */
  readonly gate?: "open" | "held" | undefined;
  /**
   * With `gate: "open"`: lifts the holds of all sources; with `via: null` also their reroutes. With `gate: "held"` and
   * `provider`: also holds recipients that another source reroutes. @default false
   */
  readonly override?: boolean | undefined;
  /** This source's limit in messages per second; null removes it. */
  readonly perSecond?: number | null | undefined;
  /** Sends only to recipients whose `sendOrder` is below this number (waves); 2^31 means all. */
  readonly releasedThrough?: number | undefined;
  /**
   * This source reroutes the queue to this provider of the step's route; null ends the reroute. An operator's order
   * takes precedence over a plugin's. Steps without the provider are unchanged.
   */
  readonly via?: string | null | undefined;
}

/** A command about a queue, with its actor and reason. */
export interface QueueOrder extends Steering, By {
  readonly at: Date;
}

/** A command about queues. The store writes one row per queue, and no row of a recipient. */
export interface GateChange extends Steering, By {
  readonly campaign: number;
  /**
   * The highest queue version that the caller saw. The change is refused as stale if an affected queue received another
   * order since. Absent = not compared.
   */
  readonly version?: number | undefined;
  /** When an operator must review the hold; required for a hold. */
  readonly reviewAt?: number | undefined;
}

/** A queue that was changed after the version that the caller saw. */
export interface StaleQueue {
  /** From 1. */
  readonly step: number;
  readonly planned: string;
  readonly destination: string | undefined;
  readonly version: number;
  /** The latest command; absent if it is no longer known. */
  readonly order: QueueOrder | undefined;
}

/** The result of commands about queues. */
export interface ControlAnswer {
  /** Number of affected queues. */
  readonly queues: number;
  /** The current version of the queues; 0 if no command ever changed them. */
  readonly version: number;
  /** If this list is not empty, nothing was changed. */
  readonly stale: readonly StaleQueue[];
}

/**
 * Operator commands about recipients. `cancel`, `withdraw`: end their ladder. `escalate`: their next step now.
 * `hand-back`: resumes an ended ladder. `extend`: moves their legal deadline later; those who ran out of time resume.
 * `amend`: they take another version unless a message of their current step was sent. `reveal`: records who sees their
 * addresses, and why; it changes no recipient.
 */
export type TransitionKind = "cancel" | "withdraw" | "escalate" | "hand-back" | "extend" | "amend" | "reveal";

/** Applies a command to recipients, in batches that can be resumed. */
export interface TransitionInput extends By {
  readonly campaign: number;
  readonly transition: TransitionKind;
  /** Absent = all recipients. */
  readonly keys?: readonly string[] | undefined;
  /** The epoch that the caller saw for each key. A recipient with a newer epoch is `stale`; absent if not compared. */
  readonly epochs?: readonly number[] | undefined;
  /** For `extend`: the new legal deadline. No deadline becomes earlier. */
  readonly until?: number | undefined;
  /** For `amend`: a version of this campaign. */
  readonly version?: number | undefined;
  /**
   * With `cancel` and `withdraw`: providers that can cancel messages. `resolve` afterwards returns their accepted
   * messages without a final receipt.
   */
  readonly recall?: readonly string[] | undefined;
}

/** A provider's answer to cancelling a message. */
export interface Recalled {
  readonly attemptId: string;
  readonly answer: CancelAnswer;
}

/** A command about all recipients that has not finished. */
export interface UnfinishedTransition extends Omit<TransitionInput, "keys" | "epochs"> {
  /** The last processed enrollment. */
  readonly through: number;
}

/** The result of one batch. */
export interface TransitionAnswer {
  readonly moved: number;
  /** How many of these recipients resumed after their steps had ended. */
  readonly reopened: number;
  /** Keys that are not enrolled. */
  readonly unknown: readonly string[];
  /** Keys of recipients whose epoch is newer than the caller's, so they were not changed. */
  readonly stale: readonly string[];
  /** Keys that the command cannot change, because the recipient confirmed or has no step left. */
  readonly unmoved: readonly string[];
  readonly more: boolean;
  /**
   * Why nothing was changed: the campaign is `unknown` or `over`, or the new deadline is `past`, or `not-later` than
   * anyone's. Absent = applied.
   */
  readonly refused?: "unknown" | "over" | "past" | "not-later" | undefined;
}

/** Requests time slots for `n` sends of one provider, shared by all workers. */
export interface PermitInput {
  /** The provider, or another name under which sends are counted. A name that is unused for a day is deleted. */
  readonly provider: string;
  /** The configured rate. Without one, only the API's throttling limits the sends. */
  readonly perSecond?: number | undefined;
  readonly wanted: number;
  /** Unused slots expire after this time, in milliseconds, so that a resumed worker cannot burst. @default 150 */
  readonly savedMs?: number | undefined;
}

/** How many messages may be sent now. */
export interface PermitAnswer {
  readonly granted: number;
  /** Milliseconds until the next slot is free. */
  readonly waitMs: number;
}

/** `forbidden` and `held`: a suppression names this contact, expired ones included; otherwise whether any recipient has it. */
export type ContactStatus = "forbidden" | "held" | "unknown";
