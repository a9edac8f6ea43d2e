import type { SnsTopics } from "@relance/provider-kit/aws";
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

/** The gateway signs the time and the body with a secret that both know, as Slack and Standard Webhooks do. */
export interface TimestampedCheck {
  /** The header that carries the signature, HMAC-SHA256. */
  readonly header: string;
  /** The header that carries the time, in seconds since 1970. */
  readonly timestampHeader: string;
  /** What is signed, such as `v0:{timestamp}:{body}`. */
  readonly signed: string;
  /** One, or several while it is being rotated. */
  readonly secret: string | readonly string[];
  /** Text in front of the signature, such as `v0=`. @default "" */
  readonly prefix?: string | undefined;
  /** @default "hex" */
  readonly encoding?: "hex" | "base64" | "base64url" | undefined;
  /** How far the time may be from ours, in seconds. @default 300 */
  readonly toleranceSeconds?: number | undefined;
}

/** The gateway sends a JSON Web Token (RFC 7519; HS256, HS384 or HS512) with hashes of the request in it. */
export interface JwtCheck {
  /** @default "authorization" */
  readonly header?: string | undefined;
  /** Text in front of the token, such as `Bearer `. @default "" */
  readonly prefix?: string | undefined;
  /** One, or several while it is being rotated. */
  readonly secret: string | readonly string[];
  /** The claim with the SHA-256 of the body, in hex. @default the body is not looked at */
  readonly bodyClaim?: string | undefined;
  /** The claim with the SHA-256 of our address, in hex. @default the address is not looked at */
  readonly urlClaim?: string | undefined;
}

/** The gateway signs the time and the body with its own key (RFC 8032); we know the public half. */
export interface Ed25519Check {
  readonly header: string;
  /** The header that carries the time, in seconds since 1970. */
  readonly timestampHeader: string;
  /** What is signed, such as `{timestamp}|{body}`. */
  readonly signed: string;
  /** 32 bytes in base64. One, or several while it is being rotated. */
  readonly publicKey: string | readonly string[];
  /** Of the signature. @default "base64" */
  readonly encoding?: "base64" | "hex" | undefined;
  /** How far the time may be from ours, in seconds. @default 300 */
  readonly toleranceSeconds?: number | undefined;
}

/** How the gateway proves that a report is its own. */
export type SenderProof =
  | { readonly hmac: HmacCheck }
  | { readonly timestamped: TimestampedCheck }
  | { readonly jwt: JwtCheck }
  | { readonly ed25519: Ed25519Check }
  | { readonly token: TokenCheck }
  /** Amazon SNS brings it, inside a letter that SNS signs: the letter is proved and unwrapped, a subscription confirmed. */
  | { readonly sns: SnsTopics };

/**
 * How the gateway's delivery reports are proved and read.
 *
 * Fields are found by path: `status`, `message.id`, `results[0].code`; in the JSON or form that was posted, or for
 * GET in the query.
 */
export interface ReceiptOptions {
  /** How the gateway proves itself. @default only the signature in our own callback address counts */
  readonly verify?: SenderProof | undefined;
  /** Path to a list, when one request carries several reports. */
  readonly items?: string | undefined;
  /** Or several places: the first counts where a status stands that {@link statuses} names. */
  readonly status: string | readonly string[];
  /** The gateway's status → what it says. Others are ignored. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>;
  /** The gateway's id of the message. */
  readonly ref?: string | undefined;
  /** Our attempt id, when the gateway gives it back. */
  readonly attemptId?: string | undefined;
  /**
   * Where `{tag}` comes back, for gateways that post every report of an account to every address: reports without the tag of
   * this gateway and provider are another's, and are left alone.
   */
  readonly tag?: string | undefined;
  readonly errorCode?: string | undefined;
  /** When it happened: ISO 8601, or seconds or milliseconds since 1970. */
  readonly at?: string | undefined;
  /** What the gateway wants to hear. @default 204 without a body */
  readonly reply?: InboundReply | undefined;
}

/** How SMS of recipients are read. They come to the same address as the reports. */
export interface ReplyOptions {
  /**
   * What tells a recipient's SMS from a report, such as `{ at: "type", is: "inbound" }`. @default it has a text and no
   * status
   */
  readonly when?: { readonly at: string; readonly is: string } | undefined;
  readonly from: string;
  readonly text: string;
  readonly to?: string | undefined;
  /**
   * The gateway's id of the reply. An equal text of the same sender under the same id is a repeat for good; leave it out where ids
   * recur. @default none: an equal text of the same sender is a repeat at the same instant, or within the same minute
   */
  readonly id?: string | undefined;
  readonly at?: string | undefined;
  /** Where the gateway says that it took the SMS as STOP, START or HELP, and in which words. */
  readonly optOut?:
    | { readonly at: string; readonly words: Readonly<Record<string, "stop" | "start" | "help">> }
    | undefined;
}
