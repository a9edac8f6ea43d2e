/** A request as it reached us, before anything is believed. */
export interface InboundRequest {
  readonly method: string;
  /** The full public address, built from the configured `publicUrl`, never from Host headers. */
  readonly url: string;
  readonly headers: Headers;
  /** The bytes as received; signatures are made over these. */
  readonly body: Uint8Array;
}

/**
 * One thing the world told us about an attempt.
 *
 * `in-transit` still travels · `delivered` reached the far side · `undelivered` is message-final, nothing
 * more will come · `engaged` means the device or recipient did something with it.
 */
export type ReceiptKind = "in-transit" | "delivered" | "undelivered" | "engaged";

/** Who says so, weakest first; position = the number that stores keep. */
export const QUALITIES = [
  "accepted",
  "carrier",
  "mailbox-server",
  "push-service",
  "handset",
  "device",
  "human",
] as const;
/** Who says that a message arrived. */
export type Quality = (typeof QUALITIES)[number];

/**
 * Evidence about one attempt, as a provider read it from its API. It needs no id of its own: a second receipt of the
 * same kind about the same attempt is a repeat.
 */
export interface ReceiptItem {
  readonly type: "receipt";
  readonly kind: ReceiptKind;
  /** With `undelivered`: this address will never work (unknown number, closed mailbox, dead subscription). @default false */
  readonly addressPermanent?: boolean | undefined;
  readonly quality: Quality;
  /** Our id, when the provider's API gave it back. */
  readonly attemptId?: string | undefined;
  /** The provider's own id of the message. */
  readonly ref?: string | undefined;
  /**
   * A value that the sender's proof signs instead of the report, and that may be used once: a second item with it is a repeat,
   * whatever it reports. @default none
   */
  readonly nonce?: string | undefined;
  /** The API's error code, such as `30005`. */
  readonly errorCode?: string | undefined;
  /** When it happened, by the API's clock, in milliseconds since 1970. Absent = when we received it. */
  readonly occurredAt?: number | undefined;
}

/** Something a recipient sent to us. */
export interface ReplyItem {
  readonly type: "reply";
  /** Who wrote: E.164 for SMS. */
  readonly from: string;
  readonly to?: string | undefined;
  readonly text: string;
  /** The carrier's id of the reply. With sender and text it tells repeats apart; alone it proves nothing, because ids recur. */
  readonly eventId?: string | undefined;
  /** As for receipts. */
  readonly nonce?: string | undefined;
  /** The provider itself has taken this reply as STOP, START or HELP. */
  readonly optOut?: "stop" | "start" | "help" | undefined;
  readonly occurredAt?: number | undefined;
}

/** What a signal hints at; `press-doubted` = the page was answered as machines do, and asked once more. */
export type SignalKind = "link-fetched" | "shown" | "received" | "press-doubted";

/** A hint that is not an acknowledgement: a link fetched, a notification shown. Stored, never decisive. */
export interface SignalItem {
  readonly type: "signal";
  readonly kind: SignalKind;
  readonly attemptId?: string | undefined;
  /** What it was judged by, such as `decoy`. */
  readonly detail?: string | undefined;
  /**
   * An opt-out address that came with a complaint which names no recipient. If it is ours, the contact behind it is opted
   * out, as if it had been pressed; never kept.
   */
  readonly optOutUrl?: string | undefined;
  /** As for receipts. */
  readonly nonce?: string | undefined;
  readonly occurredAt?: number | undefined;
}

/** What stood before a recipient's eyes when they pressed. */
export interface Shown {
  /** SHA-256 of the words, in hex. */
  readonly hash: string;
  readonly locale: string;
  /** The words on the button. */
  readonly label: string;
}

/**
 * A person pressed an answer in the message itself, such as a button of a notification. It is judged like a press on
 * the page behind `token`, and never reaches a store as an item.
 */
export interface AnswerItem {
  readonly type: "answer";
  /** The acknowledgement link's token, which came with the message. */
  readonly token: string;
  readonly answer: string;
  readonly attemptId?: string | undefined;
  readonly shown: Shown;
}

/** What a provider's `inbound.list` gives, and what stores keep. */
export type InboundItem = ReceiptItem | ReplyItem | SignalItem;

/** What a provider's `receipts.parse` gives. */
export type ReportItem = InboundItem | AnswerItem;

/** What the HTTP layer answers to a provider's API that expects a particular form. */
export interface InboundReply {
  readonly status?: number;
  readonly contentType?: string;
  readonly body?: string;
  /**
   * A script of any website may read that its report was taken. For reports that browsers send; refusals stay
   * unreadable. @default false
   */
  readonly anyOrigin?: boolean;
}
