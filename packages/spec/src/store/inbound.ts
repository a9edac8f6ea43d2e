import type { Strength } from "../definition.ts";
import type { InboundItem, Quality, ReceiptKind, Shown } from "../inbound.ts";
import type { EnrollmentState, Evidence } from "../states.ts";

export interface RecordItem {
  readonly provider: string;
  readonly item: InboundItem;
  /** Bytes of the request as received; absent for status requests. */
  readonly raw?: Uint8Array | undefined;
  readonly rawHash?: string | undefined;
  /** For a receipt whose `ref` may identify a recipient: the hashes that replace it if the recipient is forgotten. */
  readonly refNames?: readonly string[] | undefined;
  /** For an encrypted reply or signal: a keyed hash of its content, which identifies repeats. */
  readonly meaning?: string | undefined;
  readonly reply?: ReadReply | undefined;
}

export interface ReadReply {
  readonly digest: string;
  /** `doubtful`: the reply may be a STOP, so the contact gets no messages until an operator has read it. */
  readonly optOut: "stop" | "doubtful" | "start" | "help" | undefined;
  /** The reply's word, in upper case and without accents. */
  readonly word: string;
  readonly code: string | undefined;
  /** True if the sender of a new STOP gets a confirmation by text. */
  readonly confirmStop?: boolean | undefined;
}

/** Classes of replies. `unclear`: an operator must read the reply. `doubtful`: the reply may be a STOP. */
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

/** `repeated`: the item was already stored. `refused`: the item is unusable, for the reason in `code`. */
export interface RecordAnswer {
  readonly status: "stored" | "repeated" | "refused";
  readonly fold: "applied" | "unmatched" | "later" | "quarantined";
  readonly reply?: ReplyStatus | undefined;
  /** Enrollments whose status may be sent to the reply's sender; absent if the sender must get no answer now. */
  readonly tell?: readonly number[] | undefined;
  readonly code?: string | undefined;
  /** For the first final receipt: milliseconds since the provider accepted the message; 0 if the receipt came first. */
  readonly answeredMs?: number | undefined;
}

export interface ReplyRow {
  readonly id: number;
  readonly at: Date;
  readonly provider: string;
  readonly from: string;
  readonly text: string;
  readonly status: ReplyStatus;
  readonly isAnswered: boolean;
  readonly person?:
    | { readonly enrollment: number; readonly campaign: number; readonly key: string; readonly state: EnrollmentState }
    | undefined;
}

export interface PageInput {
  /** Cursor of the previous page; absent for the first page. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface RepliesInput extends PageInput {
  readonly campaign?: number | undefined;
  /** Lists only `unclear` and `ambiguous` replies of recipients who have not acknowledged. */
  readonly unclear?: boolean | undefined;
  /** Lists only possible STOPs about which no operator has decided. */
  readonly doubtful?: boolean | undefined;
}

export type AcknowledgeTarget =
  | { readonly enrollment: number }
  | {
      readonly tenant: string;
      readonly key: string;
      readonly on?: string | undefined;
      /** Keyed hashes of tenant and key. The store uses the hashes to refuse events about forgotten recipients. */
      readonly tombstones?: readonly string[] | undefined;
    };

export interface AcknowledgeItem {
  readonly target: AcknowledgeTarget;
  /** The recipient's answer: a name in `answers` of the plan. @default "done" */
  readonly answer: string;
  readonly method: "event" | "link" | "reply" | "operator";
  readonly strength: Strength;
  /** When the recipient answered, by the source's clock. For an `event`, this decides whether it is late. */
  readonly occurredAt?: number | undefined;
  /** `source` and `sourceId` together identify an acknowledgement. */
  readonly source: string;
  readonly sourceId: string;
  /** True to revoke an earlier acknowledgement of this source. */
  readonly revoke?: boolean | undefined;
  /** Keyed hash of the contact that answered. `next-contact` excludes it. @default the contact in use */
  readonly via?: string | undefined;
  /** True if the recipient answered `confirm.factor` wrongly. The press then has only the strength `gesture`. */
  readonly wrongFactor?: boolean | undefined;
  readonly shown?: Shown | undefined;
}

export interface AcknowledgeAnswer {
  /** `waiting`: no recipient with that key is enrolled yet. The item is applied at enrollment. */
  readonly status: "recorded" | "duplicate" | "late" | "too-weak" | "waiting" | "refused";
  readonly code?: string | undefined;
  readonly state?: EnrollmentState | undefined;
  readonly enrollments: readonly number[];
}

export interface ReceiptRow {
  readonly id: number;
  readonly attemptId: string;
  readonly provider: string;
  readonly kind: ReceiptKind;
  readonly addressPermanent: boolean;
  readonly quality: Quality;
  readonly code: string | undefined;
  readonly ref: string | undefined;
  /** When the event happened, by the API's clock; `receivedAt` if the API reports no time. */
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly hasRequest: boolean;
  /** The raw request; absent if the caller did not ask for it, or if it is withheld. */
  readonly request?: Uint8Array | undefined;
  /** True if the request is withheld because it also concerns other recipients. */
  readonly isShared: boolean;
}

export interface ErrorCount {
  readonly provider: string;
  /** Our code for a refused message, such as `provider/rejected`; absent if it failed after acceptance. */
  readonly code: string | undefined;
  readonly vendorCode: string | undefined;
  readonly evidence: Evidence;
  readonly count: number;
  /** Time of the latest of these messages: of its final receipt or, without one, of its send. */
  readonly lastAt: Date;
}
