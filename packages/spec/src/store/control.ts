import type { Channel } from "../channel/channels.ts";
import type { CancelAnswer } from "../provider.ts";
import type { By } from "./operator-words.ts";

/** Reason of the rules that recipients make, and take back, themselves. */
export const OPTED_OUT = "opted-out";
/**
 * Reason of the rules that hold a contact after a reply that may be a STOP. Such a hold is judged once for all tenants: a rule for
 * every purpose with the reason `opted-out` takes its place, lifting it by its reason ends it.
 */
export const DOUBTFUL_STOP = "doubtful-stop";

/** Forbids sending to a contact, or lifts that. With `lift` and a reason, only rules of this reason; "" = of any. */
export interface SuppressInput extends By {
  readonly tenant: string;
  /** Keyed hash of the address. */
  readonly digest: string;
  readonly channel: Channel;
  /** Only for messages of this purpose; "" = for all of them. With `lift`, absent = whatever the purpose. @default "" */
  readonly purpose?: string | undefined;
  /** By the store's clock; one that is over is refused. @default it never ends */
  readonly expiresAt?: number | undefined;
  /** @default false */
  readonly lift?: boolean | undefined;
}

/** What became of one rule, and whom it concerns. */
export interface SuppressAnswer {
  readonly status: "new" | "same" | "lifted" | "unknown" | "refused";
  /** Why it was refused. */
  readonly code?: string | undefined;
  /** Open enrollments that hold the contact. */
  readonly people: number;
}

/** One rule in force. */
export interface SuppressionRow extends By {
  readonly id: number;
  readonly tenant: string;
  readonly channel: Channel;
  /** "" = for messages of every purpose. */
  readonly purpose: string;
  readonly digest: string;
  /** Where a recipient in the store has this contact; the rule itself keeps the hash alone. */
  readonly address: string | undefined;
  readonly createdAt: Date;
  readonly expiresAt: Date | undefined;
}

/**
 * Who steers a queue. Each source has a hold, a rate and its own reroute, and lifts only these. A queue is open while
 * no source holds it, and as fast as the slowest of them allows. So operator, watch and pilot never overwrite each
 * other.
 */
export type QueueSource = "start" | "operator" | "watch" | "pace" | "budget";

/** What an order about queues is about, and what it does. What is absent stays as it is. */
export interface Steering {
  /** Only this step, from 1; absent = all. */
  readonly step?: number | undefined;
  /** Only queues planned through this provider; absent = all. */
  readonly provider?: string | undefined;
  /** Only recipients of this destination: a number prefix, mail domain or push service; absent = all. */
  readonly destination?: string | undefined;
  /** @default "operator" */
  readonly source?: QueueSource | undefined;
  /**
   * `held` sets this source's hold, `open` lifts it. A hold with `provider` stops messages through that provider, and no
   * recipient who is rerouted.
   */
  readonly gate?: "open" | "held" | undefined;
  /**
   * With `gate: "open"`: lifts the holds of all sources; with `via: null` also their reroutes. With `gate: "held"` and
   * `provider`: holds recipients whom another source reroutes, too. @default false
   */
  readonly override?: boolean | undefined;
  /** Messages a second that this source allows; null = no limit of its own. */
  readonly perSecond?: number | null | undefined;
  /** Only recipients whose random place is under this may leave (pilot and ramp); 2^31 = all. */
  readonly releasedThrough?: number | undefined;
  /**
   * This source reroutes the queue to this provider of the step's route; null = no more. An operator's order counts
   * before the watch's. Steps without the provider are left alone.
   */
  readonly via?: string | null | undefined;
}

/** What was done to a queue, by whom and why. */
export interface QueueOrder extends Steering, By {
  readonly at: Date;
}

/** Steers queues: one row per queue is written, never recipients. */
export interface GateChange extends Steering, By {
  readonly campaign: number;
  /**
   * The highest version of a queue that the caller saw. The change is refused as stale where a queue that it is about was
   * steered since. Absent = not compared.
   */
  readonly version?: number | undefined;
  /** When a hold is checked again; a hold needs one. */
  readonly reviewAt?: number | undefined;
}

/** A queue that was steered after the version that a change names. */
export interface StaleQueue {
  /** From 1. */
  readonly step: number;
  readonly planned: string;
  readonly destination: string | undefined;
  readonly version: number;
  /** What was done to it last; absent = not known any more. */
  readonly order: QueueOrder | undefined;
}

/** What was steered, or what had been steered since the caller looked. */
export interface ControlAnswer {
  /** How many queues the changes were about. */
  readonly queues: number;
  /** The version of the queues now; 0 = nothing was steered. */
  readonly version: number;
  /** Where it is not empty, nothing was done at all. */
  readonly stale: readonly StaleQueue[];
}

/**
 * What is done to recipients by hand. `cancel`, `withdraw`: ends their ladder. `escalate`: their next step now.
 * `hand-back`: a ladder that is over continues. `extend`: their legal deadline moves later, and those who had run out
 * of time continue.
 * `amend`: they take another version, where nothing of their current step has left.
 */
export type TransitionKind = "cancel" | "withdraw" | "escalate" | "hand-back" | "extend" | "amend";

/** Who was shown the addresses of recipients, and why. */
export interface AccessInput extends By {
  readonly campaign: number;
  /** Whose addresses; absent = those of all recipients, such as by an export. */
  readonly keys?: readonly string[] | undefined;
}

/** Moves recipients, in resumable batches. */
export interface TransitionInput extends By {
  readonly campaign: number;
  readonly transition: TransitionKind;
  /** Absent = all recipients. */
  readonly keys?: readonly string[] | undefined;
  /** The epoch that the caller saw of each key; a recipient who has moved on since is `stale`. Absent = as they stand now. */
  readonly epochs?: readonly number[] | undefined;
  /** With `extend`: the new legal deadline. None moves earlier. */
  readonly until?: number | undefined;
  /** With `amend`: a version of this campaign. */
  readonly version?: number | undefined;
  /**
   * With `cancel` and `withdraw`: providers that can call messages back. What they have taken and nothing final is
   * known of is handed out by `resolve` afterwards.
   */
  readonly recall?: readonly string[] | undefined;
}

/** What a provider answered that was asked to call a message back. */
export interface Recalled {
  readonly attemptId: string;
  readonly answer: CancelAnswer;
}

/** An order about all recipients that has not been carried out to its end. */
export interface UnfinishedTransition extends Omit<TransitionInput, "keys" | "epochs"> {
  /** The last enrollment that it has come to. */
  readonly through: number;
}

/** Whom one batch of a transition has moved. */
export interface TransitionAnswer {
  readonly moved: number;
  /** Of them, those whose ladder was over and continues. */
  readonly reopened: number;
  /** Keys that are not enrolled. */
  readonly unknown: readonly string[];
  /** Keys of recipients who had moved on since the caller looked: nothing was done to them. */
  readonly stale: readonly string[];
  /**
   * Of the keys named, those of recipients whom it does not concern: who answered, or whose ladder has nothing left.
   */
  readonly unmoved: readonly string[];
  readonly more: boolean;
  /**
   * Why nothing was done to anybody: the campaign is `unknown` or `over`, or the new deadline is `past`, or `not-later` than
   * anybody's. Absent = it was done.
   */
  readonly refused?: "unknown" | "over" | "past" | "not-later" | undefined;
}

/** A slot in time for `n` sends of one provider, shared by all workers. */
export interface PermitInput {
  /** Or another name that sends are counted under. What was not asked for during a day is forgotten. */
  readonly provider: string;
  /** The configured rate. Absent = none; then only a throttle of the provider's API limits it. */
  readonly perSecond?: number | undefined;
  readonly wanted: number;
  /** Slots that were not used within this are void. Milliseconds. @default 150: a thawed worker cannot burst */
  readonly savedMs?: number | undefined;
}

/** How many may leave now. */
export interface PermitAnswer {
  readonly granted: number;
  /** For how long no other one can be had, in milliseconds. */
  readonly waitMs: number;
}

/** Whether a rule stands that names this contact, ended ones too; else whether a recipient in the store has it. */
export type ContactStatus = "forbidden" | "held" | "unknown";
