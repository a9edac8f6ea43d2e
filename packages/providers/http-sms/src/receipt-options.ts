import type { TimeLimit } from "@relance/provider-kit";
import type { SnsTopics } from "@relance/provider-kit/aws";
import type { InboundReply, Quality, ReceiptKind } from "@relance/spec";

/** The meaning of a gateway's status: a kind, or a kind with details. */
export type StatusMeaning =
  | ReceiptKind
  | {
      readonly kind: ReceiptKind;
      /** @default "carrier" */
      readonly quality?: Quality | undefined;
      /** For `undelivered`: true if the number is invalid. @default by the error code */
      readonly addressPermanent?: boolean | undefined;
    };

/** The gateway signs requests with a shared secret (HMAC). */
export interface HmacCheck {
  readonly header: string;
  /** The secret, or several during a rotation. */
  readonly secret: string | readonly string[];
  /** @default "sha256" */
  readonly algorithm?: "sha1" | "sha256" | "sha512" | undefined;
  /** @default "hex" */
  readonly encoding?: "hex" | "base64" | "base64url" | undefined;
  /** Text before the signature, such as `sha256=`. @default "" */
  readonly prefix?: string | undefined;
  /** The signed text. Without `{url}`, callbacks by GET are refused. @default "{body}" */
  readonly signed?: string | undefined;
  /** The header that carries `{timestamp}`, in seconds since 1970. */
  readonly timestampHeader?: string | undefined;
  /** Largest difference of the time from our clock, such as `10m`. @default "5m" */
  readonly tolerance?: TimeLimit | undefined;
}

/** The gateway sends a fixed token with each request, which can be stolen, unlike a key of signatures. */
export interface TokenCheck {
  /** The name of a header; absent if the token is a parameter of the URL. */
  readonly header?: string | undefined;
  readonly query?: string | undefined;
  /** The token, or several during a rotation. */
  readonly token: string | readonly string[];
}

/** The gateway sends a JSON Web Token (RFC 7519; HS256, HS384 or HS512) with hashes of the request. */
export interface JwtCheck {
  /** @default "authorization" */
  readonly header?: string | undefined;
  /** Text before the token, such as `Bearer `. @default "" */
  readonly prefix?: string | undefined;
  /** The secret, or several during a rotation. */
  readonly secret: string | readonly string[];
  /** The name of the claim with the SHA-256 of the body, in hex. @default the body is not checked */
  readonly bodyClaim?: string | undefined;
  /** The name of the claim with the SHA-256 of our URL, in hex. @default the URL is not checked */
  readonly urlClaim?: string | undefined;
}

/** The gateway signs the time and the body with its private key (RFC 8032). */
export interface Ed25519Check {
  readonly header: string;
  /** The header that carries the time, in seconds since 1970. */
  readonly timestampHeader: string;
  /** The signed text, such as `{timestamp}|{body}`. */
  readonly signed: string;
  /** The public key, 32 bytes in base64, or several keys during a rotation. */
  readonly publicKey: string | readonly string[];
  /** Encoding of the signature. @default "base64" */
  readonly encoding?: "base64" | "hex" | undefined;
  /** Largest difference of the time from our clock, such as `10m`. @default "5m" */
  readonly tolerance?: TimeLimit | undefined;
}

/** How the gateway proves that it sent a report. */
export type SenderProof =
  | { readonly hmac: HmacCheck }
  | { readonly jwt: JwtCheck }
  | { readonly ed25519: Ed25519Check }
  | { readonly token: TokenCheck }
  /** Amazon SNS relays the report: the signed envelope is verified and removed, and subscriptions are confirmed. */
  | { readonly sns: SnsTopics };

/** How delivery reports are read. Fields are paths such as `results[0].code` into JSON, form or query. */
export interface ReceiptOptions {
  /** How the gateway authenticates itself. @default only the signature in our callback URL is verified */
  readonly verify?: SenderProof | undefined;
  /** Path to a list, if one request contains several reports. */
  readonly items?: string | undefined;
  /** One or more paths to the status. The first value that {@link statuses} contains is used. */
  readonly status: string | readonly string[];
  /** The gateway's status → meaning. Other statuses are ignored. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>;
  /** Path to the gateway's id of the message. */
  readonly ref?: string | undefined;
  /** Path to our attempt id, if the gateway returns it. */
  readonly attemptId?: string | undefined;
  /** Path to the returned `{tag}`. Reports with another gateway's tag, or without a tag, are ignored. */
  readonly tag?: string | undefined;
  readonly errorCode?: string | undefined;
  /** Path to the report's time: ISO 8601, or seconds or milliseconds since 1970. */
  readonly at?: string | undefined;
  /** The answer that the gateway expects. @default 204 without a body */
  readonly reply?: InboundReply | undefined;
}

/** How recipients' SMS are read. Replies arrive at the same URL as the reports. */
export interface ReplyOptions {
  /** Distinguishes an SMS from a report. @default an SMS has a sender or a text, and no status */
  readonly when?: { readonly at: string; readonly is: string } | undefined;
  readonly from: string;
  /** One or more paths to the text. Several texts are joined, such as the text and the subject of an MMS. */
  readonly text: string | readonly string[];
  readonly to?: string | undefined;
  /** Path to the reply's id; omit it if the gateway reuses ids. @default sender, text and time identify a reply */
  readonly id?: string | undefined;
  readonly at?: string | undefined;
  /** The path at which the gateway marks an SMS as STOP, START or HELP, and the values for each. */
  readonly optOut?:
    | { readonly at: string; readonly words: Readonly<Record<string, "stop" | "start" | "help">> }
    | undefined;
}
