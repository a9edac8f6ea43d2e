import type { AnswerPlace, CallLimits, DescribedApi, TimeLimit } from "@relance/provider-kit";
import type { Attachment, InboundRequest } from "@relance/spec";

export const KIND = "http-email";

export type MailAttachment = Omit<Attachment, "contentType"> & { readonly contentType: string };

/** One mail to one recipient, in a form that every mail service understands. Every address is one plain mailbox. */
export interface Mail {
  readonly to: string;
  readonly from: string;
  readonly name: string | undefined;
  readonly replyTo: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  /** The headers of one-click opt-out (RFC 8058). */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly MailAttachment[];
  /** Identifies the attempt, in at most 26 characters of `a-z`, `0-9` and `-`. The service must return it in events. */
  readonly tag: string;
}

/** A path into an event, such as `data.email_id`, or alternative paths. The first path with a value counts. */
export type Places = string | readonly string[];

/**
 * The meaning of an event: `deferred` = still in transit · `delivered` = the recipient's server accepted the mail ·
 * `bounced` = the mail will not arrive · `dead` = the address is invalid · `complained` = the recipient reported spam,
 * so the contact is suppressed · `opened`, `clicked` = the mail's picture or link was fetched, which confirms nothing ·
 * `noted` = stored without effect
 */
export type EmailEvent = "deferred" | "delivered" | "bounced" | "dead" | "complained" | "opened" | "clicked" | "noted";

export interface EventProof {
  /** Refuses forged requests; takes constant time. @throws {WebhookError} `webhook/bad-signature` */
  verify(request: InboundRequest): void | Promise<void>;
  /** Parses the events of a verified request. @default the body, parsed as JSON */
  read?(request: InboundRequest): unknown;
}

/** How to authenticate and read the events of a mail service: one event per request, or a list. */
export interface EventDescription {
  readonly proof: EventProof;
  /** Paths to the type of the event. The values of several paths are joined with spaces: `failed permanent`. */
  readonly kind: readonly string[];
  /** Event type → meaning. The longest matching prefix counts. Other types are ignored. */
  readonly meanings: Readonly<Record<string, EmailEvent>>;
  /** Path to the returned {@link Mail.tag}. An event without a tag belongs to another mail, and is ignored. */
  readonly tag: Places;
  readonly recipient: Places;
  /** Path to a signed value that is not the event itself. Each value is accepted once. @default the event is signed */
  readonly nonce?: Places | undefined;
  /** Path to the error code, such as `5.1.1`. */
  readonly code?: Places | undefined;
  /** Path to the event's time: ISO 8601, or seconds or milliseconds since 1970. */
  readonly at?: Places | undefined;
  /** Maximum size of a request of the service, in bytes. @default the gateway's `maxReportBytes` */
  readonly maxBytes?: number | undefined;
  /** Where to enter relance's event URL in the settings of the service. @default "the vendor's setting for events" */
  readonly enterAt?: string | undefined;
  /** How long the service repeats a failed request, such as `17h`. @default not at all */
  readonly retriesFor?: TimeLimit | undefined;
}

/** Describes the requests, answers, errors and events of a mail service. */
export interface EmailDescription extends DescribedApi {
  /** The company that runs the service. A fail-over prefers another vendor. */
  readonly vendor: string;
  readonly url: string;
  /** Returns the request body: a `FormData`, or a value that becomes JSON. Fields that are `undefined` are left out. */
  readonly write: (mail: Mail) => object;
  readonly ref: AnswerPlace;
  readonly errorCode?: AnswerPlace | undefined;
  /** @default none: accepted mails have no receipts, and the watch cannot judge them */
  readonly events?: EventDescription | undefined;
}

export interface SenderOptions extends CallLimits {
  /** The sender's mailbox, such as `help@example.org`; its domain must be registered with the mail service. */
  readonly from: string;
  /** The sender's name, which mail programs show instead of the mailbox. */
  readonly name?: string | undefined;
  /** The mailbox that gets replies. A person must read it, because a reply by mail confirms nothing. @default `from` */
  readonly replyTo?: string | undefined;
}
