import type { Channel, KeptContent } from "../channel/channels.ts";
import type { Disposition } from "../errors/provider-error.ts";
import type { Recalled, UnfinishedTransition } from "./control.ts";

/** What one provider of a worker can accept now. */
export interface ClaimWant {
  /** Provider, such as `sms.main`. */
  readonly provider: string;
  /** Free send slots and permits. */
  readonly slots: number;
  /** Recipients whose deadline passes within this time are not claimed, in milliseconds. */
  readonly sendBudgetMs: number;
}

/** Claims recipients to send to, and settles earlier attempts. */
export interface ClaimRequest {
  readonly worker: string;
  readonly wants: readonly ClaimWant[];
  /** Outcomes of finished attempts. The same transaction settles them before it claims. */
  readonly settle?: readonly AttemptOutcome[] | undefined;
  /** The last attempt that this process saw committed. If the store no longer has this worker, nothing is claimed. */
  readonly lastCommitted?: CommittedAttempt | undefined;
}

/** One recipient whose message is sent now. */
export interface ClaimedRow {
  readonly attemptId: string;
  readonly enrollment: number;
  readonly epoch: number;
  readonly campaign: number;
  readonly version: number;
  readonly key: string;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  readonly channel: Channel;
  /** When the message became claimable, by the store's clock. */
  readonly dueAt: number;
  /** Index of the address among the recipient's contacts of this channel. */
  readonly contact: number;
  /** The address: E.164, a mailbox, or the JSON of a push subscription. */
  readonly address: string;
  /** The columns of the row, as JSON. */
  readonly variables: string;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  readonly deadline: number;
  /** Two digits for replies, such as `OK 47`, that distinguish the open enrollments of one phone. */
  readonly code: string;
  /** The recipient's salt, in hex, for the commitment to the message; absent if it was erased. */
  readonly salt: string | undefined;
  /** True if the recipient's data cannot be decrypted, so that nothing can be sent. @default false */
  readonly isUnreadable?: boolean | undefined;
  /** True if another process encrypted the row with a newer secret, so this worker must not send it. @default false */
  readonly isForeign?: boolean | undefined;
  /** Inside the store: the encrypted row, and the index of the address in it. */
  readonly box?: string | undefined;
  readonly place?: number | undefined;
}

export interface ClaimAnswer {
  readonly settled: readonly SettleStatus[];
  readonly claimed: readonly ClaimedRow[];
  /** When the next row can be claimed, by the store's clock; absent if no row waits. */
  readonly nextDueAt: number | undefined;
  /** Wanted providers whose API throttles us, with the messages a second that are allowed now. */
  readonly slowed?: Readonly<Record<string, number>> | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** The worker's result of one attempt. */
export interface AttemptOutcome {
  readonly attemptId: string;
  readonly kind: "accepted" | "rejected" | "deferred" | "uncertain" | "not-sent";
  readonly ref?: string | undefined;
  /** Stored instead of a `ref` that may identify the recipient, if they were forgotten before the attempt ended. */
  readonly refName?: string | undefined;
  /** Commitment to the message's content, for the seals of the evidence; absent if there is none. */
  readonly content?: string | undefined;
  /** Billed SMS segments. @default 1 */
  readonly segments?: number | undefined;
  /** With `rejected` and `deferred`. */
  readonly disposition?: Disposition | undefined;
  /** Our code, such as `provider/bad-recipient`. */
  readonly errorCode?: string | undefined;
  /** The API's code, such as `21211`. */
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** For `provider/rate-limited`: the provider's configured messages per second; absent without a limit. */
  readonly perSecond?: number | undefined;
  /** True if the account is at fault: the provider closes for all workers until it is probed. Not counted as a try. */
  readonly accountFault?: boolean | undefined;
  /** For delivery mode `capture`: the message that was not sent. */
  readonly captured?: CapturedMessage | undefined;
}

export interface CapturedMessage {
  readonly channel: Channel;
  readonly to: string;
  readonly content: KeptContent;
}

/** `recorded`: the outcome was stored as evidence only, because the enrollment no longer waits for this attempt. */
export type SettleStatus = "applied" | "recorded" | "repeated" | "unknown-attempt";

export interface HeartbeatInput {
  /** Unique per process start, never a host name. */
  readonly incarnation: string;
  /** A `worker` sends, a `receiver` accepts webhooks; one process may be both. */
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** For a worker: the providers that it can send through. For a receiver: the providers whose webhooks it accepts. */
  readonly providers: readonly string[];
  /** Hash of the process's configuration: processes of one store should agree. @default "" */
  readonly config?: string | undefined;
  /** For a receiver: the requests that it refused since its start, by error code. @default none */
  readonly refused?: Readonly<Record<string, number>> | undefined;
  /** Ingress gaps whose missed receipts were fetched, or can never be fetched. */
  readonly reconciled?: readonly number[] | undefined;
  /**
   * Of `reconciled`, gaps whose receipts are lost, because the provider neither repeats them nor answers look-ups. For
   * messages accepted during such a gap no receipt is ever overdue; recipients wait for the step's end. @default none
   */
  readonly lost?: readonly number[] | undefined;
  /**
   * Receiver: it runs, but its public address has been unreachable for this long. This time counts as an ingress gap.
   */
  readonly receiverDownForMs?: number | undefined;
  /**
   * For a worker: the last attempt that it saw committed. A store without it lost committed data: a replica was
   * promoted, or a backup restored.
   */
  readonly lastCommitted?: CommittedAttempt | undefined;
  /** The process stops: this is its last heartbeat, and others may take over its work immediately. */
  readonly leaving?: boolean | undefined;
}

/** An attempt and its recipient. A store that lost data may assign the attempt's number to another recipient. */
export interface CommittedAttempt {
  readonly attemptId: string;
  readonly enrollment: number;
}

/** A period without a receiver for a provider. While the gap is open, no recipient escalates for a missing receipt. */
export interface IngressGap {
  readonly id: number;
  readonly provider: string;
  readonly from: number;
  /** The end of the gap; absent if the gap is still open. */
  readonly to: number | undefined;
}

export interface HeartbeatAnswer {
  readonly now: number;
  readonly leaseUntil: number;
  /** True if another worker owns this file, so that this one must stay ready and send nothing. */
  readonly standby: boolean;
  readonly openGaps: readonly IngressGap[];
  /** True after a clock jump: recovery and escalation pause, acknowledgements continue. */
  readonly clockStep: boolean;
  /**
   * The store lacks the {@link HeartbeatInput.lastCommitted}: every queue is held until a person has checked. @default
   * false
   */
  readonly rewound?: boolean | undefined;
}

/** Which attempts to look up; without `gap`, `sample` and `recall`: uncertain ones. */
export interface ResolveInput {
  readonly worker: string;
  readonly provider: string;
  readonly limit: number;
  /** Lists only attempts that were in flight during this ingress gap. */
  readonly gap?: number | undefined;
  /**
   * Returns messages to cancel, because their recipients were cancelled. The list contains the providers' answers to
   * earlier cancellations. Each answer is recorded once, and its message is not returned again.
   */
  readonly recall?: readonly Recalled[] | undefined;
  /** A random sample of recently accepted attempts without a final receipt. */
  readonly sample?:
    | {
        readonly campaign: number;
        /** Lists only messages to this number prefix, mail domain or push service. Absent = all. */
        readonly destination?: string | undefined;
        readonly olderThanMs: number;
      }
    | undefined;
}

/** An attempt to look up at its provider. */
export interface ResolveQuestion {
  readonly attemptId: string;
  readonly campaign: number;
  readonly key: string;
  readonly provider: string;
  readonly ref: string | undefined;
  readonly to: string;
  readonly submittedAt: number;
  /** Inside the store: the encrypted row, and the index of `to` in it. */
  readonly box?: string | undefined;
  readonly place?: number | undefined;
}

/** The first final receipt of a message. */
export interface FirstFinal {
  /** The provider that carried the message. */
  readonly provider: string;
  readonly outcome: "delivered" | "undelivered";
  /** Since the provider accepted the message, in milliseconds. */
  readonly ms: number;
}

/** A confirmation for the sender of a STOP: the caller sends it immediately, or not at all. */
export interface StopConfirmation {
  /** The provider that received the STOP. */
  readonly provider: string;
  readonly enrollment: number;
  /** Keyed hash of the sender, one of the enrollment's contacts. */
  readonly digest: string;
  /** The confirmation must not be sent after this instant, in milliseconds since 1970. */
  readonly until: number;
}

/** The result of one batch. */
export interface BatchAnswer {
  readonly moved: number;
  readonly byCause: Readonly<Partial<Record<string, number>>>;
  /** True if work remains, because the batch stopped at its time limit. */
  readonly more: boolean;
  /** When this call next has work; absent if unknown. */
  readonly nextDueAt?: number | undefined;
  /** For `fold`: the first final receipts among the applied items; absent if there are none. */
  readonly answered?: readonly FirstFinal[] | undefined;
  /** For `fold`: confirmations to send. Each is returned once, to one caller; absent if there are none. */
  readonly confirmations?: readonly StopConfirmation[] | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** One live process, from its last heartbeat. */
export interface LiveProcess {
  readonly incarnation: string;
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** For a worker: the providers that it can send through. For a receiver: the providers whose webhooks it accepts. */
  readonly providers: readonly string[];
  /** {@link HeartbeatInput.config}; `""` if the process did not report any. */
  readonly config: string;
  readonly liveUntil: Date;
  /** Receiver: {@link HeartbeatInput.refused}. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Due recipients who are not sent to, only because no live worker has their provider. */
export interface UncarriedWork {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  /** When the first of these recipients became due. */
  readonly dueAt: Date;
}

export interface WorkersAnswer {
  readonly processes: readonly LiveProcess[];
  readonly uncarried: readonly UncarriedWork[];
  /** Unfinished commands. Calling `transition` with one of them continues it. */
  readonly unfinished: readonly UnfinishedTransition[];
}
