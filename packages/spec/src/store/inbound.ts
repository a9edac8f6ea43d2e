import type { Strength } from "../definition.ts";
import type { InboundItem, Quality, ReceiptKind } from "../inbound.ts";
import type { EnrollmentState, Evidence } from "../states.ts";

/** One inbound fact, proven and read, with the bytes it came in. */
export interface RecordItem {
  /** Provider it came through. */
  readonly provider: string;
  readonly item: InboundItem;
  /** The request's bytes; kept as received. Absent for look-ups. */
  readonly raw?: Uint8Array | undefined;
  /** SHA-256 of the request as it came, in hex. @default that of `raw`, which an encrypted request has not */
  readonly rawHash?: string | undefined;
  /**
   * Of a receipt whose `ref` may name a recipient: under which of these it is found where the recipient was forgotten
   * since.
   */
  readonly refNames?: readonly string[] | undefined;
  /** Of an encrypted reply or hint: a keyed hash of what it says, so that a repeated one is known without an id of the provider. */
  readonly meaning?: string | undefined;
  /** For replies: the keyed hash of the sender, and how the text reads. */
  readonly reply?: ReadReply | undefined;
}

/** A reply as the engine reads it. */
export interface ReadReply {
  readonly digest: string;
  /** `doubtful`: it may be a revocation, so that nothing is sent to the contact until a recipient has read it. */
  readonly optOut: "stop" | "doubtful" | "start" | "help" | undefined;
  /** First word, upper case, without accents. */
  readonly word: string;
  /** The number after it, if any (`OK 47`). */
  readonly code: string | undefined;
  /** A STOP that is new is confirmed by one text. @default false */
  readonly confirmStop?: boolean | undefined;
}

/**
 * What a reply was taken for. `unclear`: kept for people. `unknown`: from no enrolled recipient. `doubtful`: a possible STOP, so
 * that its contact is held.
 */
export const REPLY_STATUSES = [
  "acknowledged",
  "answered",
  "ambiguous",
  "unclear",
  "suppressed",
  "unknown",
  "resumed",
  "help",
  "doubtful",
] as const;
/** What one reply was taken for. */
export type ReplyStatus = (typeof REPLY_STATUSES)[number];

/** `stored`: committed. `repeated`: known already. `refused`: unusable, with a code. */
export interface RecordAnswer {
  readonly status: "stored" | "repeated" | "refused";
  readonly fold: "applied" | "unmatched" | "later" | "quarantined";
  /** What a reply did. */
  readonly reply?: ReplyStatus | undefined;
  /**
   * The sender may be told how these enrollments stand. Absent = say nothing: the same was said to this phone within a
   * day, or nothing may be sent there.
   */
  readonly tell?: readonly number[] | undefined;
  readonly code?: string | undefined;
  /**
   * It is its message's first final receipt, this long after the provider accepted the message, in milliseconds; 0 =
   * before its answer to the send was known.
   */
  readonly answeredMs?: number | undefined;
}

/** One message that a recipient wrote back, as far as it concerns one enrollment. */
export interface ReplyRow {
  readonly id: number;
  readonly at: Date;
  /** Provider it came through. */
  readonly provider: string;
  readonly from: string;
  readonly text: string;
  readonly status: ReplyStatus;
  /** The sender was given an answer. */
  readonly isAnswered: boolean;
  /** Absent where the sender is enrolled nowhere. */
  readonly person?:
    | {
        readonly enrollment: number;
        readonly campaign: number;
        readonly key: string;
        /** As it is now. */
        readonly state: EnrollmentState;
      }
    | undefined;
}

/** Which replies are read. */
export interface RepliesInput {
  /** Absent = all of them, and those of strangers. */
  readonly campaign?: number | undefined;
  /**
   * Only what a recipient must read: `unclear` and `ambiguous`, of recipients who have not acknowledged. @default false
   */
  readonly unclear?: boolean | undefined;
  /** Only possible STOPs whose contact is held until a recipient has judged them. @default false */
  readonly doubtful?: boolean | undefined;
  /** Opaque, from the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Whom an acknowledgement is about. */
export type AcknowledgeTarget =
  | { readonly enrollment: number }
  | {
      readonly tenant: string;
      readonly key: string;
      readonly on?: string | undefined;
      readonly campaign?: number | undefined;
      /** Keyed hashes of tenant and key: what is told of a forgotten recipient is not kept. */
      readonly tombstones?: readonly string[] | undefined;
    };

/** One acknowledgement, as the store records it. */
export interface AcknowledgeItem {
  readonly target: AcknowledgeTarget;
  /** The recipient's answer; its effect stands in the plan. @default "done" */
  readonly answer: string;
  readonly method: "event" | "link" | "reply" | "operator";
  readonly strength: Strength;
  /** When it happened by the source's clock; judged for `event`, else kept only. */
  readonly occurredAt?: number | undefined;
  /** Idempotency: unique together. */
  readonly source: string;
  readonly sourceId: string;
  /** Takes an earlier acknowledgement of this source back. @default false */
  readonly revoke?: boolean | undefined;
  /**
   * Keyed hash of the contact that the answer came by: whose link was pressed, or who replied. `next-contact` strikes
   * out this one; a hash that the recipient does not have (any more) strikes out nothing. Absent = not known: the
   * contact in use is meant.
   */
  readonly via?: string | undefined;
  /** The campaign's question (`acknowledge.factor`) was answered wrongly: counted, and no more than a gesture. @default false */
  readonly wrongFactor?: boolean | undefined;
  /** What was shown when the person pressed. */
  readonly shown?: { readonly hash: string; readonly locale: string; readonly label: string } | undefined;
}

/** What became of one acknowledgement, and whom it concerned. */
export interface AcknowledgeAnswer {
  /** `waiting`: no recipient of that key is enrolled yet; kept and applied at enrollment. */
  readonly status: "recorded" | "duplicate" | "late" | "too-weak" | "waiting" | "refused";
  readonly code?: string | undefined;
  readonly state?: EnrollmentState | undefined;
  /** Enrollments it applied to. */
  readonly enrollments: readonly number[];
}

export interface ReceiptsInput {
  readonly enrollment: number;
  /** With the requests that they came in, which may name the recipient. @default false */
  readonly withRequests?: boolean | undefined;
}

/** One receipt as it was kept: what a provider's API said about one message. */
export interface ReceiptRow {
  readonly id: number;
  readonly attemptId: string;
  /** Provider it came through. */
  readonly provider: string;
  readonly kind: ReceiptKind;
  /** With `undelivered`: the address will never work. */
  readonly addressPermanent: boolean;
  readonly quality: Quality;
  /** The API's error code, such as `30005`. */
  readonly code: string | undefined;
  /** The provider's own id of the message. */
  readonly ref: string | undefined;
  /** When it happened, as the provider's API says; the same as `receivedAt` where it does not. */
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** The request's bytes are there. A check-up has none, and those of a request are gone after their retention. */
  readonly hasRequest: boolean;
  /** Asked for with `withRequests`. Absent = not kept, or `isShared`. */
  readonly request?: Uint8Array | undefined;
  /** With `withRequests`: the same request tells of others too, and is not given out for one of them. */
  readonly isShared: boolean;
}

/** Messages of one campaign that failed in the same way through one provider. */
export interface ErrorCount {
  readonly provider: string;
  /** Our code, where it was not taken, such as `provider/rejected`. Absent = it was taken, and reported as failed later. */
  readonly code: string | undefined;
  /** The API's code. */
  readonly vendorCode: string | undefined;
  /** What is known of these messages by now. */
  readonly evidence: Evidence;
  readonly count: number;
  /** When the last of them had its final receipt, or was handed over where there is none. */
  readonly lastAt: Date;
}
