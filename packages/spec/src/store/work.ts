import type { Channel, KeptContent } from "../channel/channels.ts";
import type { Disposition } from "../errors/provider-error.ts";
import type { Recalled, UnfinishedTransition } from "./control.ts";

/** What one provider of a worker can accept now. */
export interface ClaimWant {
  /** Provider, such as `sms.main`. */
  readonly provider: string;
  /** Free send slots and permits. */
  readonly slots: number;
  /** Nothing is claimed whose deadline would pass within this. */
  readonly sendBudgetMs: number;
}

/** Claims recipients to send to, and settles earlier attempts. */
export interface ClaimRequest {
  readonly worker: string;
  readonly wants: readonly ClaimWant[];
  /** Finished attempts, settled in the same transaction before claiming. */
  readonly settle?: readonly AttemptOutcome[] | undefined;
  /** An attempt that this process saw committed: if the store no longer has it, nothing is claimed. */
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
  /** Since when the message was claimable, by the store's clock. */
  readonly dueAt: number;
  /** Index of the address among the recipient's contacts of this channel. */
  readonly contact: number;
  /** E.164, a mailbox, or the JSON of a push subscription. */
  readonly address: string;
  /** JSON of the row's columns. */
  readonly variables: string;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  readonly deadline: number;
  /** Two digits that distinguish several open enrollments of one phone. */
  readonly code: string;
  /** The recipient's salt, in hex, for the commitment to the message. Absent = erased. */
  readonly salt: string | undefined;
  /** The recipient's data cannot be decrypted: nothing can be sent. @default false */
  readonly isUnreadable?: boolean | undefined;
  /** Another process encrypted the row under a newer secret: the recipient is given back. @default false */
  readonly isForeign?: boolean | undefined;
  /** Inside the store: the encrypted row, and the index of the address in it. */
  readonly box?: string | undefined;
  readonly place?: number | undefined;
}

export interface ClaimAnswer {
  readonly settled: readonly SettleStatus[];
  readonly claimed: readonly ClaimedRow[];
  /** When the next row becomes claimable, by the store's clock; absent = nothing is waiting to be sent. */
  readonly nextDueAt: number | undefined;
  /** Of the wanted providers, those whose API throttles us, with the messages a second allowed now. */
  readonly slowed?: Readonly<Record<string, number>> | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** The worker's result of one attempt. */
export interface AttemptOutcome {
  readonly attemptId: string;
  readonly kind: "accepted" | "rejected" | "deferred" | "uncertain" | "not-sent";
  readonly ref?: string | undefined;
  /** Replaces a `ref` that may identify the recipient, if they were forgotten while the message was in flight. */
  readonly refName?: string | undefined;
  /** Commitment to the message, if any. */
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
  /** With `provider/rate-limited`: the configured messages a second; absent = no limit. */
  readonly perSecond?: number | undefined;
  /** Closes the provider for all until it is probed; does not count as a try. */
  readonly accountFault?: boolean | undefined;
  /** Delivery mode `capture`: the message that was not sent. */
  readonly captured?: CapturedMessage | undefined;
}

export interface CapturedMessage {
  readonly channel: Channel;
  readonly to: string;
  readonly content: KeptContent;
}

/** `recorded`: stored as evidence, but the enrollment has moved on. */
export type SettleStatus = "applied" | "recorded" | "repeated" | "unknown-attempt";

export interface HeartbeatInput {
  /** Unique per process start, never a host name. */
  readonly incarnation: string;
  /** A `worker` sends, a `receiver` accepts webhooks; one process may be both. */
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** Worker: the providers it can send through. Receiver: the providers whose webhooks it accepts. */
  readonly providers: readonly string[];
  /** Hash of the process's configuration: processes of one store should agree. @default "" */
  readonly config?: string | undefined;
  /** Receiver: requests it refused since its start, by error code. @default none */
  readonly refused?: Readonly<Record<string, number>> | undefined;
  /** Gaps whose events were fetched, or never can be. */
  readonly reconciled?: readonly number[] | undefined;
  /**
   * Of these, gaps whose receipts are lost: their provider neither repeats nor answers look-ups. Silence about messages
   * accepted meanwhile means nothing, and only the end of the step's wait moves these recipients. @default none
   */
  readonly lost?: readonly number[] | undefined;
  /**
   * Receiver: it runs, but nothing sent to its public address has arrived for this long. Counts as an ingress gap from
   * then on.
   */
  readonly receiverDownForMs?: number | undefined;
  /**
   * Worker: the last attempt it saw committed. A store without it lost committed data: a replica was promoted, or a
   * backup restored.
   */
  readonly lastCommitted?: CommittedAttempt | undefined;
  /** The last heartbeat: releases everything immediately. */
  readonly leaving?: boolean | undefined;
}

/** An attempt, by its number and its recipient: a store that lost data may assign the number again. */
export interface CommittedAttempt {
  readonly attemptId: string;
  readonly enrollment: number;
}

/** A period without a receiver for a provider. Nothing escalates for silence while one is open. */
export interface IngressGap {
  readonly id: number;
  readonly provider: string;
  readonly from: number;
  /** Absent = still down. */
  readonly to: number | undefined;
}

export interface HeartbeatAnswer {
  readonly now: number;
  readonly leaseUntil: number;
  /** Another worker owns this file; stay ready, send nothing. */
  readonly standby: boolean;
  readonly openGaps: readonly IngressGap[];
  /** The clock jumped: recovery and escalation pause, acknowledgements continue. */
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
  /** Those in flight during this ingress gap. */
  readonly gap?: number | undefined;
  /**
   * Those to cancel, because their recipients were cancelled; lists the answers to earlier ones. An answer is recorded
   * once, and its message is not returned again.
   */
  readonly recall?: readonly Recalled[] | undefined;
  /** A random sample of recently accepted attempts without a final receipt. */
  readonly sample?:
    | {
        readonly campaign: number;
        /** Number prefix, mail domain or push service; absent = all. */
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
  /** Provider that carried the message. */
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
  /** No longer wanted after this instant, in milliseconds since 1970. */
  readonly until: number;
}

/** The result of one batch. */
export interface BatchAnswer {
  readonly moved: number;
  readonly byCause: Readonly<Partial<Record<string, number>>>;
  /** Work remained when the batch's time was over. */
  readonly more: boolean;
  /** When this verb will next find work; absent = unknown. */
  readonly nextDueAt?: number | undefined;
  /** Of `fold`: the first final receipts among the applied items. Absent = none. */
  readonly answered?: readonly FirstFinal[] | undefined;
  /** Of `fold`: each is returned to one caller, once. Absent = none. */
  readonly confirmations?: readonly StopConfirmation[] | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** One live process, from its last heartbeat. */
export interface LiveProcess {
  readonly incarnation: string;
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** Worker: the providers it can send through. Receiver: the providers whose webhooks it accepts. */
  readonly providers: readonly string[];
  /** {@link HeartbeatInput.config}; `""` = not reported. */
  readonly config: string;
  readonly liveUntil: Date;
  /** Receiver: {@link HeartbeatInput.refused}. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Due recipients behind an open gate whose provider is open, but no live worker has it. */
export interface UncarriedWork {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  /** Since when the first of them waits. */
  readonly dueAt: Date;
}

export interface WorkersAnswer {
  readonly processes: readonly LiveProcess[];
  readonly uncarried: readonly UncarriedWork[];
  /** `transition` with one of these continues it. */
  readonly unfinished: readonly UnfinishedTransition[];
}
