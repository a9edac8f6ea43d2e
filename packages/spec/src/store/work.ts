import type { Channel, KeptContent } from "../channel/channels.ts";
import type { Disposition } from "../errors/provider-error.ts";
import type { UnfinishedTransition } from "./control.ts";

export interface ClaimWant {
  readonly provider: string;
  readonly slots: number;
  /** Recipients whose deadline passes within this many milliseconds are not claimed. */
  readonly sendBudgetMs: number;
}

export interface ClaimRequest {
  readonly worker: string;
  readonly wants: readonly ClaimWant[];
  /** Outcomes of finished attempts. The same transaction stores these outcomes before it claims recipients. */
  readonly settle?: readonly AttemptOutcome[] | undefined;
  /** Last attempt that this process saw committed. A store that lacks it claims nothing. */
  readonly lastCommitted?: CommittedAttempt | undefined;
}

export interface ClaimedRow {
  readonly attemptId: string;
  readonly enrollment: number;
  readonly revision: number;
  readonly campaign: number;
  readonly version: number;
  readonly key: string;
  readonly step: number;
  readonly provider: string;
  readonly channel: Channel;
  readonly dueAt: number;
  /** Index of the address among the recipient's contacts of this channel. */
  readonly contact: number;
  readonly address: string;
  readonly variables: string;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  readonly deadline: number;
  /** Two digits that distinguish the open enrollments of one phone, as in `OK 47`. */
  readonly code: string;
  /** The recipient's salt in hex, for the commitment to the message; absent if it was erased. */
  readonly salt: string | undefined;
  /** True if the recipient's data cannot be decrypted. */
  readonly isUnreadable?: boolean | undefined;
  /** True if the row is encrypted with a newer secret: this worker must not send the message. */
  readonly isForeign?: boolean | undefined;
  /** Used only inside the store: the encrypted row, and the index of the address in it. */
  readonly box?: string | undefined;
  readonly place?: number | undefined;
}

export interface ClaimAnswer {
  readonly settled: readonly SettleStatus[];
  readonly claimed: readonly ClaimedRow[];
  readonly nextDueAt: number | undefined;
  /** Messages per second that throttling APIs allow now, by provider. */
  readonly slowed?: Readonly<Record<string, number>> | undefined;
  readonly now: number;
}

export interface AttemptOutcome {
  readonly attemptId: string;
  readonly kind: "accepted" | "rejected" | "deferred" | "uncertain" | "not-sent";
  readonly ref?: string | undefined;
  /** The text that replaces `ref` if the recipient was forgotten before the attempt ended. */
  readonly refName?: string | undefined;
  readonly content?: string | undefined;
  readonly segments?: number | undefined;
  readonly disposition?: Disposition | undefined;
  readonly errorCode?: string | undefined;
  readonly vendorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly perSecond?: number | undefined;
  /** True if the account is at fault. The provider is then paused for all workers, and the try does not count. */
  readonly accountFault?: boolean | undefined;
  readonly captured?: CapturedMessage | undefined;
}

export interface CapturedMessage {
  readonly channel: Channel;
  readonly to: string;
  readonly content: KeptContent;
}

/** `recorded`: the outcome was stored only as evidence, because the enrollment no longer waits for this attempt. */
export type SettleStatus = "applied" | "recorded" | "repeated" | "unknown-attempt";

export interface HeartbeatInput {
  /** A random id, new at each start of the process. */
  readonly incarnation: string;
  readonly role: "worker" | "receiver";
  readonly version: string;
  /** Providers through which a worker sends, or whose webhooks a receiver accepts. */
  readonly providers: readonly string[];
  /** Hash of the process's configuration. All processes of a store should have the same hash. @default "" */
  readonly config?: string | undefined;
  readonly refused?: Readonly<Record<string, number>> | undefined;
  readonly reconciled?: readonly number[] | undefined;
  /** The gaps in `reconciled` whose receipts were lost. Receipts of messages in these gaps are never overdue. */
  readonly lost?: readonly number[] | undefined;
  /** How long a running receiver's public URL has been unreachable. The unreachable time counts as a gap. */
  readonly receiverDownForMs?: number | undefined;
  /** Last attempt that a worker saw committed. A store that lacks it has lost committed data. */
  readonly lastCommitted?: CommittedAttempt | undefined;
  /** True for the last heartbeat of a process that stops. Other processes then take over its work. */
  readonly leaving?: boolean | undefined;
}

/** An attempt and its recipient. A store that lost data may give the same number to another recipient. */
export interface CommittedAttempt {
  readonly attemptId: string;
  readonly enrollment: number;
}

/** A period without a receiver for a provider. While a gap is open, no recipient escalates for a missing receipt. */
export interface IngressGap {
  readonly id: number;
  readonly provider: string;
  readonly from: number;
  readonly to: number | undefined;
}

export interface HeartbeatAnswer {
  readonly now: number;
  readonly leaseUntil: number;
  /** True if another worker already sends from this file, so that this worker must wait. */
  readonly standby: boolean;
  readonly openGaps: readonly IngressGap[];
  /** True after a clock jump: recovery and escalation pause, but acknowledgements continue. */
  readonly clockStep: boolean;
  /** True if the store lacks the last committed attempt. An operator must then check before any queue resumes. */
  readonly rewound?: boolean | undefined;
}

/** Selects attempts for a status request: uncertain ones, unless `gap` or `sample` is set. */
export interface ResolveInput {
  readonly worker: string;
  readonly provider: string;
  readonly limit: number;
  readonly gap?: number | undefined;
  /** A random sample of recently accepted attempts that have no final receipt. */
  readonly sample?:
    | { readonly campaign: number; readonly destination?: string | undefined; readonly olderThanMs: number }
    | undefined;
}

export interface ResolveQuestion {
  readonly attemptId: string;
  readonly campaign: number;
  readonly key: string;
  readonly provider: string;
  readonly ref: string | undefined;
  readonly to: string;
  readonly submittedAt: number;
  /** Used only inside the store: the encrypted row, and the index of `to` in it. */
  readonly box?: string | undefined;
  readonly place?: number | undefined;
}

export interface FirstFinal {
  readonly provider: string;
  readonly outcome: "delivered" | "undelivered";
  readonly ms: number;
}

/** A confirmation for the sender of a STOP. The caller sends the confirmation immediately or not at all. */
export interface StopConfirmation {
  readonly provider: string;
  readonly enrollment: number;
  readonly digest: string;
  /** Latest time to send the confirmation, in milliseconds since 1970. */
  readonly until: number;
}

export interface BatchAnswer {
  readonly moved: number;
  readonly more: boolean;
  readonly nextDueAt?: number | undefined;
  readonly answered?: readonly FirstFinal[] | undefined;
  /** Confirmations of STOPs that must be sent. `fold` returns each of them once. */
  readonly confirmations?: readonly StopConfirmation[] | undefined;
  readonly now: number;
}

export interface LiveProcess extends Pick<HeartbeatInput, "incarnation" | "role" | "version" | "providers"> {
  readonly config: string;
  readonly refused: Readonly<Record<string, number>>;
}

/** A queue with due recipients, but without a live worker that has its provider. */
export interface UncarriedWork {
  readonly campaign: number;
  readonly step: number;
  readonly provider: string;
  readonly dueAt: Date;
}

export interface WorkersAnswer {
  readonly processes: readonly LiveProcess[];
  readonly uncarried: readonly UncarriedWork[];
  /** Unfinished commands. To continue one of these commands, call `transition` with it. */
  readonly unfinishedTransitions: readonly UnfinishedTransition[];
}
