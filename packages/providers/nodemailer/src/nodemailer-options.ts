import type { ConnectionOptions } from "node:tls";
import type { TimeLimit } from "@relance/provider-kit";

/** DKIM signature of outgoing mail (RFC 6376), which proves the sender's domain. */
export interface DkimOptions {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Timeout of each phase, such as `5s` or `500ms`; much shorter than SMTP permits, because another provider waits. */
export interface SmtpTimeouts {
  /** From the name look-up to the end of the greeting and STARTTLS. @default "5s" */
  readonly connect?: TimeLimit | undefined;
  /** The longest silence between two replies of the server. @default "10s" */
  readonly reply?: TimeLimit | undefined;
  /** Timeout of one message, connecting included; at most 15 s. @default "15s" */
  readonly total?: TimeLimit | undefined;
}

/** Options of {@link nodemailerEmail}: a server and a sender. Everything else has a default. */
export interface NodemailerOptions {
  /** `smtp://user:password@host:587`, or `smtps:` for TLS from the first byte. Instead of `host`. */
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  /** @default 465 with `secure`, else 587 */
  readonly port?: number | undefined;
  /** TLS from the first byte. @default true on port 465 */
  readonly secure?: boolean | undefined;
  readonly auth?: { readonly user: string; readonly pass: string } | undefined;
  /** Refuses to send without TLS, which prevents downgrade attacks. @default true, except to this machine */
  readonly requireTLS?: boolean | undefined;
  /** Node's TLS options, such as `ca`. */
  readonly tls?: ConnectionOptions | undefined;
  /** The server is a local delivery agent that speaks LMTP. @default false */
  readonly lmtp?: boolean | undefined;
  /** Our name in EHLO. @default this machine's name */
  readonly clientName?: string | undefined;
  /** The sender's mailbox, such as `help@example.org`. */
  readonly from: string;
  /** The sender's name, shown instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox for replies, which a person must read, because replies by mail confirm nothing. @default `from` */
  readonly replyTo?: string | undefined;
  /**
   * Lets failed mails return to an address that names their attempt, so that the recipient continues immediately.
   * @default failed mails return to `from`, unread
   */
  readonly bounces?: BounceOptions | undefined;
  readonly dkim?: DkimOptions | undefined;
  /** The company that carries the mail; two accounts at one vendor are one vendor. @default the server's host name */
  readonly vendor?: string | undefined;
  /** Number of connections, and of messages in flight. @default 20 */
  readonly concurrency?: number | undefined;
  /** Maximum messages per second. @default no limit */
  readonly perSecond?: number | undefined;
  readonly timeouts?: SmtpTimeouts | undefined;
}

/** The address to which failed mails return, and how forged reports are detected. */
export interface BounceOptions {
  /** The domain of the return path, such as `bounce.example.org`; we must receive its mail. */
  readonly domain: string;
  /** The mailbox in front of the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /**
   * At least 32 characters. Two secrets during a rotation: the first signs, both are accepted. Keep the old secret
   * while reports may arrive, about a week.
   */
  readonly secret: string | readonly string[];
  /**
   * A maildir on this machine that receives the reports, which each worker reads every few seconds. Not needed if
   * reports are posted to the URL for receipts. @default none
   */
  readonly maildir?: string | undefined;
}

/** Returns the secrets, the newest first. */
export function secretsOf({ secret }: BounceOptions): readonly string[] {
  return [secret].flat();
}
