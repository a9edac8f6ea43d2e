import type { ConnectionOptions } from "node:tls";
import type { TimeLimit } from "@relance/provider-kit";

/** Timeouts such as `5s` or `500ms`. They are much shorter than in RFC 5321, so that another provider is used soon. */
export interface SmtpTimeouts {
  /** Timeout from the DNS lookup to the end of greeting and STARTTLS. @default "5s" */
  readonly connect?: TimeLimit | undefined;
  /** Timeout of each reply of the server. @default "10s" */
  readonly reply?: TimeLimit | undefined;
  /** Timeout of one message, connecting included; at most 15 s. @default "15s" */
  readonly total?: TimeLimit | undefined;
}

export interface NodemailerOptions {
  /** The server: `smtp://user:password@host:587`, or `smtps:` for TLS from the first byte. Write `%` as `%25`. */
  readonly url: string;
  /** Refuses to send without TLS. @default true, except to this machine */
  readonly requireTLS?: boolean | undefined;
  /** Node's TLS options, such as `ca`. */
  readonly tls?: ConnectionOptions | undefined;
  /** The host name in EHLO. @default this machine's name */
  readonly clientName?: string | undefined;
  /** The sender's mailbox, such as `help@example.org`. */
  readonly from: string;
  /** The sender's name, shown instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox for replies, which a person must read, because replies by mail confirm nothing. @default `from` */
  readonly replyTo?: string | undefined;
  /** Gives each mail a return path, so that a bounce starts the next step. @default bounces are sent to `from` */
  readonly bounces?: BounceOptions | undefined;
  /** The company that operates the server. Two accounts at a company have the same vendor. @default the host name */
  readonly vendor?: string | undefined;
  /** Maximum number of connections, and of messages in flight. @default 20 */
  readonly concurrency?: number | undefined;
  /** Maximum messages per second. @default no limit */
  readonly perSecond?: number | undefined;
  readonly timeouts?: SmtpTimeouts | undefined;
}

/** The address to which bounces are sent, and the secret that detects forged bounces. */
export interface BounceOptions {
  /** The domain of the return path, such as `bounce.example.org`, whose mail relance must receive. */
  readonly domain: string;
  /** The mailbox in front of the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /** The secret, at least 32 characters, or two during a rotation of about a week, the newest first. */
  readonly secret: string | readonly string[];
}

/** Returns the secrets, the newest first. */
export function listSecrets({ secret }: BounceOptions): readonly string[] {
  return [secret].flat();
}
