import type { ConnectionOptions } from "node:tls";

/** Signs outgoing mail, so that receivers can see that it comes from the sender's domain (RFC 6376). */
export interface DkimOptions {
  readonly domainName: string;
  readonly keySelector: string;
  /** PEM. */
  readonly privateKey: string;
}

/** How long each phase may take, in milliseconds. Much shorter than SMTP allows, because another provider waits. */
export interface SmtpTimeouts {
  /** From the look-up of the name to the end of the greeting and STARTTLS. @default 5_000 */
  readonly connectMs?: number | undefined;
  /** Silence of the server between two replies. @default 10_000 */
  readonly replyMs?: number | undefined;
  /** One message from hand-over to answer, connecting included; a gateway takes at most 15_000. @default 15_000 */
  readonly totalMs?: number | undefined;
}

/** What {@link nodemailerEmail} needs: a server and a sender. Everything else has a default. */
export interface NodemailerOptions {
  /** `smtp://user:password@host:587`, or `smtps:` for TLS from the first byte. Instead of `host`. */
  readonly url?: string | undefined;
  readonly host?: string | undefined;
  /** @default 465 with `secure`, else 587 */
  readonly port?: number | undefined;
  /** TLS from the first byte. @default true on port 465 */
  readonly secure?: boolean | undefined;
  readonly auth?: { readonly user: string; readonly pass: string } | undefined;
  /** Refuses to speak without TLS, so that it cannot be stripped on the way. @default true, except towards this machine */
  readonly requireTLS?: boolean | undefined;
  /** Node's TLS options, such as `ca`. */
  readonly tls?: ConnectionOptions | undefined;
  /** The provider's API is a local delivery agent that speaks LMTP. @default false */
  readonly lmtp?: boolean | undefined;
  /** What we call ourselves in EHLO. @default this machine's name */
  readonly clientName?: string | undefined;
  /** The sender's mailbox, such as `help@example.org`. */
  readonly from: string;
  /** The sender's name, shown instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox that answers go to. Recipients have to read them: they are no acknowledgements. @default `from` */
  readonly replyTo?: string | undefined;
  /**
   * Reports about our mails come back to an address of their attempt and are read: what did not arrive moves on at
   * once. @default they return to `from`, and are not read
   */
  readonly bounces?: BounceOptions | undefined;
  readonly dkim?: DkimOptions | undefined;
  /** Who really carries the mail; two accounts at one vendor are one vendor. @default the server's host name */
  readonly vendor?: string | undefined;
  /** Connections, and messages in flight, at once. @default 20 */
  readonly concurrency?: number | undefined;
  /** Most messages a second. @default as fast as it goes */
  readonly perSecond?: number | undefined;
  readonly timeouts?: SmtpTimeouts | undefined;
}

/** Where reports about our mails come back to, and how they are told from forged ones. */
export interface BounceOptions {
  /** The domain of the return path, such as `bounce.example.org`; its mail has to come to us. */
  readonly domain: string;
  /** The mailbox in front of the `+`. @default "bounces" */
  readonly mailbox?: string | undefined;
  /**
   * At least 32 characters. Two while one follows the other: the first signs, both are accepted. Keep the old one for
   * as long as reports may come, about a week.
   */
  readonly secret: string | readonly string[];
  /**
   * A maildir on this machine into which the reports are delivered; read every few seconds by every worker. Not
   * needed where they are posted to the receipts address. @default none
   */
  readonly maildir?: string | undefined;
}

/** The secrets, the newest first. */
export function secretsOf({ secret }: BounceOptions): readonly string[] {
  return typeof secret === "string" ? [secret] : secret;
}
