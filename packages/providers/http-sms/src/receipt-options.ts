import type { TimeLimit } from "@relance/provider-kit";
import type { SnsTopics } from "@relance/provider-kit/aws";
import type { InboundReply, Quality, ReceiptKind } from "@relance/spec";

/** What a gateway's status means: a kind of receipt, alone or with details. */
export type StatusMeaning =
  | ReceiptKind
  | {
      readonly kind: ReceiptKind;
      /** @default "carrier" */
      readonly quality?: Quality | undefined;
      /** For `undelivered`: true if the number is invalid. @default decided by the error code */
      readonly addressPermanent?: boolean | undefined;
    };

/** The gateway signs requests with a shared secret (HMAC). */
export interface HmacCheck {
  readonly header: string;
  /** The shared secret, or several during a rotation. */
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
  /** How much the signed time may differ from our clock, such as `10m`. @default "5m" */
  readonly tolerance?: TimeLimit | undefined;
}

/** The gateway sends a fixed token with each request. Unlike a signing key, the token can be intercepted. */
export interface TokenCheck {
  /** The name of a header; absent if the token is a parameter of the URL. */
  readonly header?: string | undefined;
  readonly query?: string | undefined;
  /** The token, or several during a rotation. */
  readonly token: string | readonly string[];
}

/** The JSON Web Token contains hashes of the request (RFC 7519; HS256, HS384 or HS512). */
export interface JwtCheck {
  /** @default "authorization" */
  readonly header?: string | undefined;
  /** Text before the token, such as `Bearer `. @default "" */
  readonly prefix?: string | undefined;
  /** The secret, or several during a rotation. */
  readonly secret: string | readonly string[];
  /** The claim that contains the SHA-256 of the body, in hex. @default the body is not checked */
  readonly bodyClaim?: string | undefined;
  /** The claim that contains the SHA-256 of our URL, in hex. @default the URL is not checked */
  readonly urlClaim?: string | undefined;
}

/** The gateway signs time and body with its private key (Ed25519, RFC 8032). */
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
  /** How much the signed time may differ from our clock, such as `10m`. @default "5m" */
  readonly tolerance?: TimeLimit | undefined;
}

/** How the gateway proves that it sent a report. */
export type SenderProof =
  | { readonly hmac: HmacCheck }
  | { readonly jwt: JwtCheck }
  | { readonly ed25519: Ed25519Check }
  | { readonly token: TokenCheck }
  /** Amazon SNS relays the report in a signed envelope, which is verified and removed. Subscriptions are confirmed. */
  | { readonly sns: SnsTopics };

/** How delivery reports are read. Fields are paths such as `results[0].code` into JSON, form or query. */
export interface ReceiptOptions {
  /** How the gateway authenticates itself. @default only our signature in the callback URL is verified */
  readonly verify?: SenderProof | undefined;
  /** Path to a list, if one request contains several reports. */
  readonly items?: string | undefined;
  /** Path to the status, or several paths. The first value that is in {@link statuses} counts. */
  readonly status: string | readonly string[];
  /** The gateway's status → meaning. All other statuses are ignored. */
  readonly statuses: Readonly<Record<string, StatusMeaning>>;
  /** Path to the gateway's message id. */
  readonly ref?: string | undefined;
  /** Path to our attempt id, if the gateway returns it. */
  readonly attemptId?: string | undefined;
  /** Path to the `{tag}` that the gateway returned. Reports without this gateway's tag are ignored. */
  readonly tag?: string | undefined;
  readonly errorCode?: string | undefined;
  /** Path to the report's time: ISO 8601, or seconds or milliseconds since 1970. */
  readonly at?: string | undefined;
  /** The answer that the gateway expects. @default 204 without a body */
  readonly reply?: InboundReply | undefined;
}

/** How recipients' SMS to the gateway are read. Replies arrive at the same URL as the reports. */
export interface ReplyOptions {
  /** A condition that is true for SMS and false for reports. @default an SMS has a sender or a text, and no status */
  readonly when?: { readonly at: string; readonly is: string } | undefined;
  readonly from: string;
  /** Path to the text, or several paths. Several texts are joined, such as the text and the subject of an MMS. */
  readonly text: string | readonly string[];
  readonly to?: string | undefined;
  /** Path to the reply's id; omit it if the gateway reuses ids. @default sender, text and time identify a reply */
  readonly id?: string | undefined;
  readonly at?: string | undefined;
  /** Where the gateway marks an SMS as STOP, START or HELP, and the value of each. */
  readonly optOut?:
    | { readonly at: string; readonly words: Readonly<Record<string, "stop" | "start" | "help">> }
    | undefined;
}
