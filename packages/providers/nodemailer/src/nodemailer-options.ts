import type { ConnectionOptions } from "node:tls";
import type { TimeLimit } from "@relance/provider-kit";

/** Timeouts such as `5s` or `500ms`. Short limits let relance soon try another provider. */
export interface SmtpTimeouts {
  /** Timeout from the DNS lookup until the greeting and STARTTLS are complete. @default "5s" */
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
  /** The sender's name, which mail programs show instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox that gets replies. A person must read it, because a reply by mail confirms nothing. @default `from` */
  readonly replyTo?: string | undefined;
  /** Gives each mail a return path, so that a bounce starts the next step. @default bounces are sent to `from` */
  readonly bounces?: BounceOptions | undefined;
  /** The company that operates the server. Accounts at one company have the same vendor. @default the host name */
  readonly vendor?: string | undefined;
  /** Maximum number of connections, each of which sends one message at a time. @default 20 */
  readonly concurrency?: number | undefined;
  /** Maximum messages per second. @default no limit */
  readonly perSecond?: number | undefined;
  readonly timeouts?: SmtpTimeouts | undefined;
}

/** The domain that receives bounces, and the secret that detects forged ones. */
export interface BounceOptions {
  /** The domain of the return path, such as `bounce.example.org`. relance must get the mail of this domain. */
  readonly domain: string;
  /** The mailbox in front of the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /** The secret, at least 32 characters. During a rotation of about a week, two secrets, the newest first. */
  readonly secret: string | readonly string[];
}

/** Returns the secrets, the newest first. */
export function listSecrets({ secret }: BounceOptions): readonly string[] {
  return [secret].flat();
}
