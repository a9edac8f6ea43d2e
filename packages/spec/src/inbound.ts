export interface InboundRequest {
  readonly method: string;
  /** The full public URL. The URL is built from the configured `publicUrl`, never from Host headers. */
  readonly url: string;
  readonly headers: Headers;
  /** The bytes as received, because signatures cover them. */
  readonly body: Uint8Array;
}

/** `undelivered`: a final failure. `engaged`: the device showed the message, or the recipient used it. */
export type ReceiptKind = "in-transit" | "delivered" | "undelivered" | "engaged";

/** The sources of a receipt, weakest first. A source's position is its number in stores. */
export const QUALITIES = [
  "accepted",
  "carrier",
  "mailbox-server",
  "push-service",
  "handset",
  "device",
  "human",
] as const;
export type Quality = (typeof QUALITIES)[number];

/** Evidence about one attempt. A second receipt of the same kind about the same attempt is a repeat. */
export interface ReceiptItem {
  readonly type: "receipt";
  readonly kind: ReceiptKind;
  /** For `undelivered`: true if the address will never work, such as a closed mailbox. @default false */
  readonly addressPermanent?: boolean | undefined;
  readonly quality: Quality;
  /** Our id of the attempt, if the API returns it. */
  readonly attemptId?: string | undefined;
  readonly ref?: string | undefined;
  /** A signed value that may be used once: a second item with it counts as a repeat. @default none */
  readonly nonce?: string | undefined;
  readonly errorCode?: string | undefined;
  /** When the event happened, by the API's clock, in milliseconds since 1970. @default the time of receipt */
  readonly occurredAt?: number | undefined;
}

export interface ReplyItem {
  readonly type: "reply";
  /** The sender: E.164 for SMS. */
  readonly from: string;
  readonly to?: string | undefined;
  readonly text: string;
  /** The id that the carrier assigned to the reply. Ids recur, so a repeat must also match in sender, text and {@link occurredAt}. */
  readonly eventId?: string | undefined;
  /** A value that may be used only once, as in receipts. */
  readonly nonce?: string | undefined;
  /** Present if the provider itself has handled this reply as STOP, START or HELP. */
  readonly optOut?: "stop" | "start" | "help" | undefined;
  /** As in receipts. A provider that both posts and lists replies must report the same time in both cases, or none. */
  readonly occurredAt?: number | undefined;
}

/** What a signal suggests. `press-doubted`: the press looked automatic, so the page asked for a second one. */
export type SignalKind = "link-fetched" | "shown" | "received" | "press-doubted";

/** An observation that proves nothing, such as a fetched link or a displayed notification. It changes no state. */
export interface SignalItem {
  readonly type: "signal";
  readonly kind: SignalKind;
  readonly attemptId?: string | undefined;
  readonly detail?: string | undefined;
  /** The opt-out URL in a complaint without the recipient's address. The URL's contact is opted out. Never stored. */
  readonly optOutUrl?: string | undefined;
  readonly nonce?: string | undefined;
  readonly occurredAt?: number | undefined;
}

export interface Shown {
  /** SHA-256 of the shown texts, in hex. */
  readonly hash: string;
  readonly locale: string;
  readonly label: string;
}

/** An answer that the recipient pressed in the message itself. The press counts like a press on the page of `token`. */
export interface AnswerItem {
  readonly type: "answer";
  readonly token: string;
  readonly answer: string;
  readonly attemptId?: string | undefined;
  readonly shown: Shown;
}

/** An item that `inbound.list` of a provider returns and that stores keep. */
export type InboundItem = ReceiptItem | ReplyItem | SignalItem;

export type ReportItem = InboundItem | AnswerItem;

export interface InboundReply {
  readonly status?: number;
  readonly contentType?: string;
  readonly body?: string;
  /** For reports from browsers: true to let scripts of any website read that the report was accepted. @default false */
  readonly anyOrigin?: boolean;
}
