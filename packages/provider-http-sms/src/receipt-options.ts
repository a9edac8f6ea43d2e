import type { InboundReply, Quality, ReceiptKind } from "@relance/spec";

/** What a status of the gateway says: a kind, or a kind with details. */
export type StatusMeaning =
  | ReceiptKind
  | {
      readonly kind: ReceiptKind;
      /** @default "carrier" */
      readonly quality?: Quality | undefined;
      /** With `undelivered`: this number will never work. @default as the error table says */
      readonly addressPermanent?: boolean | undefined;
    };

/** The gateway signs what it posts with a secret that both know. */
export interface HmacCheck {
  /** The header that carries the signature. */
  readonly header: string;
  /** One, or several while it is being rotated. */
  readonly secret: string | readonly string[];
  /** @default "sha256" */
  readonly algorithm?: "sha1" | "sha256" | "sha512" | undefined;
  /** @default "hex" */
  readonly encoding?: "hex" | "base64" | "base64url" | undefined;
  /** Text in front of the signature, such as `sha256=`. @default "" */
  readonly prefix?: string | undefined;
  /** What is signed; with `body`, callbacks by GET are refused, because nothing would be signed. @default "body" */
  readonly over?: "body" | "url-and-body" | undefined;
}

/** The gateway repeats a fixed token with everything it posts. Weaker than a signature: it can be read and reused. */
export interface TokenCheck {
  /** A header, or else a parameter of the address. */
  readonly header?: string | undefined;
  readonly query?: string | undefined;
  /** One, or several while it is being rotated. */
  readonly token: string | readonly string[];
}

/**
 * How the gateway's delivery reports are proved and read.
 *
 * Fields are found by path: `status`, `message.id`, `results[0].code`; in the JSON or form that was posted, or for
 * GET in the query.
 */
export interface ReceiptOptions {
  /** How the gateway proves itself. @default only the signature in our own callback address counts */
  readonly verify?: { readonly hmac: HmacCheck } | { readonly token: TokenCheck } | undefined;
  /** Path to a list, when one request carries several reports. */
  readonly items?: string | undefined;
  readonly status: string;
  /** The gateway's status → what it says. Others are ignored. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>;
  /** The gateway's id of the message. */
  readonly ref?: string | undefined;
  /** Our attempt id, when the gateway gives it back. */
  readonly attemptId?: string | undefined;
  readonly errorCode?: string | undefined;
  /** The gateway's id of the report itself. @default made of message and status */
  readonly eventId?: string | undefined;
  /** When it happened: ISO 8601, or seconds or milliseconds since 1970. */
  readonly at?: string | undefined;
  /** What the gateway wants to hear. @default 204 without a body */
  readonly reply?: InboundReply | undefined;
}

/** How SMS of people are read. They come to the same address as the reports. */
export interface ReplyOptions {
  /** What tells a person's SMS from a report, such as `{ at: "type", is: "inbound" }`. @default it has a text and no status */
  readonly when?: { readonly at: string; readonly is: string } | undefined;
  readonly from: string;
  readonly text: string;
  readonly to?: string | undefined;
  readonly id?: string | undefined;
  readonly at?: string | undefined;
  /** Where the gateway says that it took the SMS as STOP, START or HELP, and in which words. */
  readonly optOut?:
    | { readonly at: string; readonly words: Readonly<Record<string, "stop" | "start" | "help">> }
    | undefined;
}
