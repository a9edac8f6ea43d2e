import type { Strength } from "../definition.ts";
import type { InboundItem, Quality, ReceiptKind } from "../inbound.ts";
import type { EnrollmentState, Evidence } from "../states.ts";

/** One verified inbound item, with its raw bytes. */
export interface RecordItem {
  /** Provider it came through. */
  readonly provider: string;
  readonly item: InboundItem;
  /** The bytes of the request, as received; absent for look-ups. */
  readonly raw?: Uint8Array | undefined;
  /** SHA-256 of the plain request, in hex. @default that of `raw`, which differs if the request is encrypted */
  readonly rawHash?: string | undefined;
  /** For a receipt whose `ref` may identify a recipient: the hashes that replace it after the recipient was forgotten. */
  readonly refNames?: readonly string[] | undefined;
  /** For an encrypted reply or signal: a keyed hash of its content, to recognize repeats without a provider id. */
  readonly meaning?: string | undefined;
  /** For a reply: the keyed hash of the sender, and the parsed text. */
  readonly reply?: ReadReply | undefined;
}

/** A parsed reply. */
export interface ReadReply {
  readonly digest: string;
  /** `doubtful`: the reply may be a STOP, so the contact is held until an operator has read it. */
  readonly optOut: "stop" | "doubtful" | "start" | "help" | undefined;
  /** The reply's first word, in upper case and without accents. */
  readonly word: string;
  /** The number after the word, if any (`OK 47`). */
  readonly code: string | undefined;
  /** If the reply is a new STOP, one text confirms it to the sender. @default false */
  readonly confirmStop?: boolean | undefined;
}

/**
 * How a reply was classified. `unclear`: an operator must read it. `unknown`: its sender is not enrolled. `doubtful`:
 * it may be a STOP, so its contact is held.
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
export type ReplyStatus = (typeof REPLY_STATUSES)[number];

/** How long after a STOP its confirmation may be sent, in milliseconds. */
export const CONFIRM_STOP_MS: number = 5 * 60_000;

/** `stored`: the item was committed. `repeated`: it was stored before. `refused`: it is unusable; `code` says why. */
export interface RecordAnswer {
  readonly status: "stored" | "repeated" | "refused";
  readonly fold: "applied" | "unmatched" | "later" | "quarantined";
  /** The reply's classification. */
  readonly reply?: ReplyStatus | undefined;
  /**
   * The enrollments whose status may be sent to the reply's sender. Absent = send no answer, because this phone
   * received the same answer within a day, or must receive nothing.
   */
  readonly tell?: readonly number[] | undefined;
  readonly code?: string | undefined;
  /**
   * Set for a message's first final receipt: milliseconds since the provider accepted it; 0 = the receipt came before
   * the answer to the send.
   */
  readonly answeredMs?: number | undefined;
}

/** One reply, and the enrollment that it concerns. */
export interface ReplyRow {
  readonly id: number;
  readonly at: Date;
  /** Provider it came through. */
  readonly provider: string;
  readonly from: string;
  readonly text: string;
  readonly status: ReplyStatus;
  /** True if relance sent the sender an answer. */
  readonly isAnswered: boolean;
  /** The enrollment; absent if the sender is not enrolled. */
  readonly person?:
    | {
        readonly enrollment: number;
        readonly campaign: number;
        readonly key: string;
        /** The current state. */
        readonly state: EnrollmentState;
      }
    | undefined;
}

export interface RepliesInput {
  /** Lists only replies that concern this campaign; if absent, also those of senders who are not enrolled. */
  readonly campaign?: number | undefined;
  /** Lists only `unclear` and `ambiguous` replies of recipients who have not acknowledged. @default false */
  readonly unclear?: boolean | undefined;
  /** Lists only possible STOPs about which an operator has not decided, so that the contact is held. @default false */
  readonly doubtful?: boolean | undefined;
  /** The opaque cursor from the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The subject of an acknowledgement. */
export type AcknowledgeTarget =
  | { readonly enrollment: number }
  | {
      readonly tenant: string;
      readonly key: string;
      readonly on?: string | undefined;
      readonly campaign?: number | undefined;
      /** Keyed hashes of tenant and key: events about a forgotten recipient are not stored. */
      readonly tombstones?: readonly string[] | undefined;
    };

/** One acknowledgement. */
export interface AcknowledgeItem {
  readonly target: AcknowledgeTarget;
  /** The recipient's answer. The effect of the reply is in the plan's `answers`. @default "done" */
  readonly answer: string;
  readonly method: "event" | "link" | "reply" | "operator";
  readonly strength: Strength;
  /** When the recipient answered, by the source's clock. Decides whether an `event` is late; otherwise only stored. */
  readonly occurredAt?: number | undefined;
  /** `source` and `sourceId` together identify the acknowledgement, so that a repeat is recognized. */
  readonly source: string;
  readonly sourceId: string;
  /** Revokes an earlier acknowledgement of this source. @default false */
  readonly revoke?: boolean | undefined;
  /**
   * Keyed hash of the contact that received the pressed link, or sent the reply. The answer `next-contact` excludes
   * this contact; an unknown hash excludes none. If absent, the contact in use is meant.
   */
  readonly via?: string | undefined;
  /**
   * The campaign's question (`confirm.factor`) was answered wrongly. The wrong answer is counted, and the press has
   * only the strength `gesture`. @default false
   */
  readonly wrongFactor?: boolean | undefined;
  /** What the recipient saw when they pressed. */
  readonly shown?: { readonly hash: string; readonly locale: string; readonly label: string } | undefined;
}

/** The result of one acknowledgement. */
export interface AcknowledgeAnswer {
  /** `waiting`: no recipient with that key is enrolled yet; the item is applied when one is enrolled. */
  readonly status: "recorded" | "duplicate" | "late" | "too-weak" | "waiting" | "refused";
  readonly code?: string | undefined;
  readonly state?: EnrollmentState | undefined;
  /** Enrollments to which the acknowledgement was applied. */
  readonly enrollments: readonly number[];
}

/** One stored receipt. */
export interface ReceiptRow {
  readonly id: number;
  readonly attemptId: string;
  /** Provider it came through. */
  readonly provider: string;
  readonly kind: ReceiptKind;
  /** For `undelivered`: the address will never work. */
  readonly addressPermanent: boolean;
  readonly quality: Quality;
  /** The API's error code, such as `30005`. */
  readonly code: string | undefined;
  /** The provider's own id of the message. */
  readonly ref: string | undefined;
  /** When it happened, by the API's clock; equals `receivedAt` if the API gives no time. */
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** True if the raw request is stored. Look-ups have none, and retention deletes requests. */
  readonly hasRequest: boolean;
  /** The raw request, if the caller asked for it; absent if it is not stored or withheld (`isShared`). */
  readonly request?: Uint8Array | undefined;
  /** True if the raw request is withheld because it also concerns other recipients. */
  readonly isShared: boolean;
}

/** Messages of one campaign that failed in the same way through one provider. */
export interface ErrorCount {
  readonly provider: string;
  /** Our code if the message was refused, such as `provider/rejected`; absent if it failed after being accepted. */
  readonly code: string | undefined;
  /** The API's code. */
  readonly vendorCode: string | undefined;
  /** The current evidence of these messages. */
  readonly evidence: Evidence;
  readonly count: number;
  /** When the last of these messages had its final receipt, or was sent if it has none. */
  readonly lastAt: Date;
}
