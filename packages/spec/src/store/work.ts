import type { Channel, KeptContent } from "../channel/channels.ts";
import type { Disposition } from "../errors/provider-error.ts";
import type { PersonKey } from "./encryption.ts";

/** What one provider of a worker can take now. */
export interface ClaimWant {
  /** Provider, such as `sms.main`. */
  readonly provider: string;
  /** Free send slots and permits: never more than can leave now. */
  readonly slots: number;
  /** Nothing is claimed whose deadline would pass within this. */
  readonly sendBudgetMs: number;
}

/** Asks for people to send to, and settles what was sent before. */
export interface ClaimRequest {
  readonly worker: string;
  readonly wants: readonly ClaimWant[];
  /** Finished attempts, settled in the same transaction before claiming. */
  readonly settle?: readonly AttemptOutcome[] | undefined;
  /** An attempt that this process saw committed: where the store does not have it any more, nothing is claimed. */
  readonly lastCommitted?: CommittedAttempt | undefined;
}

/** One recipient whose message leaves now. */
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
  /** Since when the message could have been claimed, by the store's clock. */
  readonly dueAt: number;
  /** Place of the address among the recipient's contacts of this channel, from 0. */
  readonly contact: number;
  /** E.164, a mailbox, or the JSON of a push subscription. */
  readonly address: string;
  /** JSON of the row's columns. */
  readonly variables: string;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  readonly deadline: number;
  /** Tells several open enrollments on one phone apart: two digits. */
  readonly code: string;
  /** Of the recipient, in hex: what is sent is committed to under it. Absent = erased. */
  readonly salt: string | undefined;
  /** What is stored of the recipient cannot be decrypted: nothing can be sent. @default false */
  readonly isUnreadable?: boolean | undefined;
  /** What was claimed has been replaced since, and its key with it: the recipient is claimed again. @default false */
  readonly isReplaced?: boolean | undefined;
}

export interface ClaimAnswer {
  readonly settled: readonly SettleStatus[];
  readonly claimed: readonly ClaimedRow[];
  /**
   * The keys under which something of the claimed is encrypted, read in the same transaction: contacts that are replaced a
   * moment later take theirs along. Absent = nothing is.
   */
  readonly keys?: readonly PersonKey[] | undefined;
  /** The earliest instant at which more could be claimed, by the store's clock; absent = nothing is waiting to be sent. */
  readonly nextDueAt: number | undefined;
  /** Of the wanted providers, those whose API throttles us, with the messages a second that it allows now. */
  readonly slowed?: Readonly<Record<string, number>> | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** What the worker knows about one attempt it made. */
export interface AttemptOutcome {
  readonly attemptId: string;
  readonly kind: "accepted" | "rejected" | "deferred" | "uncertain" | "not-sent";
  readonly ref?: string | undefined;
  /**
   * What stands in place of a `ref` that may name a recipient, where the recipient was forgotten while it was in
   * flight.
   */
  readonly refName?: string | undefined;
  /** Commitment to the message, where one was written. */
  readonly content?: string | undefined;
  /** SMS segments that a vendor bills for the message. @default 1 */
  readonly segments?: number | undefined;
  /** With `rejected` and `deferred`. */
  readonly disposition?: Disposition | undefined;
  /** Our code, such as `provider/bad-recipient`. */
  readonly errorCode?: string | undefined;
  /** The API's code, such as `21211`. */
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** With `provider/rate-limited`: messages a second that the provider is configured for; absent = no limit. */
  readonly perSecond?: number | undefined;
  /** Closes the provider for all until it is probed again; no try is counted. */
  readonly accountFault?: boolean | undefined;
  /** Delivery mode `capture`: what would have been sent. */
  readonly captured?: CapturedMessage | undefined;
}

export interface CapturedMessage {
  readonly channel: Channel;
  readonly to: string;
  readonly content: KeptContent;
}

/** `recorded`: kept as evidence, but the enrollment has moved on. */
export type SettleStatus = "applied" | "recorded" | "repeated" | "unknown-attempt";

export interface HeartbeatInput {
  /** Unique per process start, never a host name. */
  readonly incarnation: string;
  /** A `worker` sends, a `receiver` hears; one process may beat as both. */
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** Worker: providers it can send over. Receiver: providers it hears for. */
  readonly providers: readonly string[];
  /** Hash of what the process was configured with: processes of one store should agree. @default "" */
  readonly config?: string | undefined;
  /** Receiver: requests that it refused at its door since it began, by error code. @default none */
  readonly refused?: Readonly<Record<string, number>> | undefined;
  /** Gaps whose events have been fetched, or never can be. */
  readonly reconciled?: readonly number[] | undefined;
  /**
   * Those of them whose receipts are lost: their provider neither repeats nor answers questions. The silence of what it accepted
   * meanwhile means nothing, and only the end of the step's wait moves these recipients. @default none
   */
  readonly lost?: readonly number[] | undefined;
  /**
   * Receiver: it lives, but nothing that was sent to its public address has arrived for this long. That is a gap from
   * then on, and no hearing.
   */
  readonly receiverDownForMs?: number | undefined;
  /**
   * Worker: the last attempt that it saw committed. A store that does not have it lost what it had confirmed: a replica
   * was promoted, or a backup restored.
   */
  readonly lastCommitted?: CommittedAttempt | undefined;
  /** The last beat: gives everything back at once. */
  readonly leaving?: boolean | undefined;
}

/** An attempt, by its number and by whom it was for: a number alone may be given again by a store that lost it. */
export interface CommittedAttempt {
  readonly attemptId: string;
  readonly enrollment: number;
}

/** A stretch in which no receiver listened for a provider. Nothing escalates for silence while one is open. */
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
  /** The clock jumped: recovery and escalation stand still, acknowledgements continue. */
  readonly clockStep: boolean;
  /** The store does not have the {@link HeartbeatInput.lastCommitted}: every queue is held now, until a person looked. @default false */
  readonly rewound?: boolean | undefined;
}

/** Which attempts a provider is to be asked about; with neither `gap` nor `sample` nor `recall`, uncertain ones. */
export interface ResolveInput {
  readonly worker: string;
  readonly provider: string;
  readonly limit: number;
  /** Those in flight over this ingress gap. */
  readonly gap?: number | undefined;
  /** Those to be called back, because their recipients were called off. @default false */
  readonly recall?: boolean | undefined;
  /** Some of the latest that were accepted and about which nothing final came back, drawn regardless of their order. */
  readonly sample?:
    | {
        readonly campaign: number;
        /** Number prefix, mail domain or push service; absent = all. */
        readonly destination?: string | undefined;
        readonly olderThanMs: number;
      }
    | undefined;
}

/** An attempt that a provider should be asked about. */
export interface ResolveQuestion {
  readonly attemptId: string;
  readonly campaign: number;
  /** Of the recipient. */
  readonly key: string;
  readonly provider: string;
  readonly ref: string | undefined;
  readonly to: string;
  readonly submittedAt: number;
}

/** The first final receipt of a message. */
export interface FirstFinal {
  /** Provider that carried the message. */
  readonly provider: string;
  readonly outcome: "delivered" | "undelivered";
  /** From the moment at which the provider accepted the message, in milliseconds. */
  readonly ms: number;
}

/** What a batch of set-based work did. */
export interface BatchAnswer {
  readonly moved: number;
  readonly byCause: Readonly<Partial<Record<string, number>>>;
  /** There was more to do when the batch's time was over. */
  readonly more: boolean;
  /** The next instant at which this verb will find work; absent = none known. */
  readonly nextDueAt?: number | undefined;
  /** Of `fold`: the first final receipts among what it applied. Absent = there were none. */
  readonly answered?: readonly FirstFinal[] | undefined;
  /** The store's clock. */
  readonly now: number;
}

/** One living process, as it said of itself at its last heartbeat. */
export interface LiveProcess {
  readonly incarnation: string;
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** Worker: providers it can send over. Receiver: providers it hears for. */
  readonly providers: readonly string[];
  /** {@link HeartbeatInput.config}; `""` = not told. */
  readonly config: string;
  readonly liveUntil: Date;
  /** Receiver: {@link HeartbeatInput.refused}. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Recipients who are due behind an open gate, through a provider that is not closed and that no live worker has. */
export interface UncarriedWork {
  readonly campaign: number;
  /** From 1. */
  readonly step: number;
  readonly provider: string;
  /** Since when the first of them waits. */
  readonly dueAt: Date;
}

/** The processes that live, and the work that waits for one that does not. */
export interface WorkersAnswer {
  readonly processes: readonly LiveProcess[];
  readonly uncarried: readonly UncarriedWork[];
}
