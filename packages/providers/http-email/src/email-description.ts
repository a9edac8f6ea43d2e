import type { AcceptRule, AnswerPlace, CallLimits, ErrorName, RequestSigner } from "@relance/provider-kit";
import type { Attachment, InboundRequest } from "@relance/spec";

/** What this provider is, in errors and logs. */
export const KIND = "http-email";

/** A file of a mail, with its type. */
export type MailAttachment = Omit<Attachment, "contentType"> & { readonly contentType: string };

/** One message for one recipient, ready to be written in a mail service's words. Every address is one plain mailbox. */
export interface Mail {
  readonly to: string;
  readonly from: string;
  /** The sender's name. */
  readonly name: string | undefined;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  /** Further headers: those of one-click opt-out (RFC 8058). */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly MailAttachment[];
  /** What names the attempt, and has to come back in events: at most 26 characters of `a-z`, `0-9` and `-`. */
  readonly tag: string;
}

/** Paths into an event, the first that has something counts: `data.email_id`, `mail.tags.relance[0]`. */
export type Places = string | readonly string[];

/**
 * What an event says.
 *
 * `deferred` it still travels · `delivered` the recipient's server has it · `bounced` it will not arrive · `dead` nor will any
 * other: the address does not work · `complained` the recipient wants no more: the contact is suppressed · `opened`, `clicked`
 * the mail's picture or link was fetched: a signal, never a confirmation · `noted` it is kept, and decides
 * nothing
 */
export type EmailEvent = "deferred" | "delivered" | "bounced" | "dead" | "complained" | "opened" | "clicked" | "noted";

/** How the sender of events is proved. */
export interface EventProof {
  /**
   * Refuses what the mail service did not send. Constant-time.
   * @throws {WebhookError} `webhook/bad-signature`
   */
  verify(request: InboundRequest): void | Promise<void>;
  /** What is reported, out of a proven request. @default the body as JSON */
  read?(request: InboundRequest): unknown;
}

/** How a mail service's events are proved and read: one in each request, or a list. */
export interface EventDescription {
  readonly proof: EventProof;
  /** Where it stands what happened. The texts there are joined by blanks: `bounce`, or `failed permanent`. */
  readonly kind: readonly string[];
  /** Such words → what they say. The longest that fits from the start counts; others say nothing. */
  readonly meanings: Readonly<Record<string, EmailEvent>>;
  /** Where {@link Mail.tag} comes back. Events without it are about other mails, and are left alone. */
  readonly tag: Places;
  /** The address that the mail went to. */
  readonly recipient: Places;
  /** The value that the service signs instead of the event; each is accepted once. @default none: the event itself is signed */
  readonly nonce?: Places | undefined;
  /** Such as `5.1.1`. */
  readonly code?: Places | undefined;
  /** When it happened: ISO 8601, or seconds or milliseconds since 1970. */
  readonly at?: Places | undefined;
  /** Largest request that the service makes, in bytes. @default the gateway's `maxReportBytes` */
  readonly maxBytes?: number | undefined;
  /** Where an operator enters the address of the events in the service's settings, in words. @default "the vendor's setting for events" */
  readonly enterAt?: string | undefined;
  /** How long it repeats a request that failed, in milliseconds. @default 0 */
  readonly retryMs?: number | undefined;
}

/** A mail service, described: its request, its answers, its errors, its events. */
export interface EmailDescription {
  /** Who carries the mails: fail-over prefers another. */
  readonly vendor: string;
  /** Takes one mail by `POST`. */
  readonly url: string;
  /** Credentials belong here, such as `{ authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Writes a mail as the body: a `FormData`, or anything that becomes JSON. Fields that are `undefined` are left out. */
  readonly write: (mail: Mail) => object;
  /** The headers that prove a request, where a fixed one does not. */
  readonly sign?: RequestSigner | undefined;
  /** Which answers mean "taken". @default every 2xx */
  readonly accept?: AcceptRule | undefined;
  /** Where the service's id of the mail stands in its answer. */
  readonly ref: AnswerPlace;
  /** Where the error's code stands in its answer. */
  readonly errorCode?: AnswerPlace | undefined;
  /** The service's error code → what it means. Certainly not sent, except `uncertain`. */
  readonly errors?: Readonly<Record<string, ErrorName>> | undefined;
  /** HTTP status → what it means, where the usual meaning is wrong. */
  readonly statuses?: Readonly<Record<string, ErrorName>> | undefined;
  /** A harmless address that answers 2xx to good credentials; for `relance doctor`. */
  readonly probe?: string | undefined;
  /** @default none: nothing is heard of a mail that was taken, and the watch cannot judge it */
  readonly events?: EventDescription | undefined;
}

/** What every mail service needs. */
export interface SenderOptions extends CallLimits {
  /** The sender's mailbox, such as `help@example.org`; the mail service has to know its domain. */
  readonly from: string;
  /** The sender's name, shown instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox that answers go to. Recipients have to read them: they are no acknowledgements. @default `from` */
  readonly replyTo?: string | undefined;
}
