/** What the engine hands to a provider: one message for one person, under our own attempt id. */
export interface Message<C extends Channel = Channel> {
  readonly channel: C;
  /** Ours, made before the call; it travels with the message so that receipts can name it. */
  readonly attemptId: string;
  readonly to: AddressOf<C>;
  readonly content: ContentOf<C>;
  /** Where the far end may report about this attempt. Carries the attempt id and our signature. */
  readonly callbackUrl?: string | undefined;
  /** Where one press acknowledges; for channels that can show a button. */
  readonly ackUrl?: string | undefined;
  /**
   * Answers that a press in the message itself may give, most wanted first; absent where only the page can answer.
   */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** RFC 8058 one-click opt-out address; email providers put it into the headers. */
  readonly optOutUrl?: string | undefined;
  /** How long the message is still worth delivering, in milliseconds from now. */
  readonly validityMs?: number | undefined;
  /**
   * What it is sent for, for whoever observes; never told to the far end. Absent where no campaign sends it, such as an
   * answer to a reply.
   */
  readonly purpose?: MessagePurpose | undefined;
}

/** A step of a campaign. */
export interface MessagePurpose {
  readonly campaign: string;
  /** "" where the campaign has but one. */
  readonly occurrence: string;
  /** "" where there are no tenants. */
  readonly tenant: string;
  /** From 1. */
  readonly step: number;
}

/** One answer as a button. */
export interface MessageAnswer {
  readonly name: string;
  /** The campaign's words for it; absent = the button's own words. */
  readonly label?: string | undefined;
}

/** The ways a person can be reached in version 1. */
export type Channel = "sms" | "email" | "push";

/** Every channel, in the order of the bits that stores keep (see {@link ContactBits} in `@relance/rules`). */
export const CHANNELS: readonly Channel[] = ["sms", "email", "push"];

/** The subscription a browser hands out, as `PushSubscription.toJSON()` writes it (W3C Push API). */
export interface PushSubscriptionLike {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** An address of one channel: E.164 for SMS, a mailbox for email, a subscription for push. */
export type AddressOf<C extends Channel> = C extends "push" ? PushSubscriptionLike : string;

/** The text of one SMS. Longer than one segment is allowed and costs more. */
export interface SmsContent {
  readonly text: string;
}

/** A file that travels with an email. */
export interface Attachment {
  readonly filename: string;
  readonly contentType?: string | undefined;
  /** Base64 of the bytes. */
  readonly base64: string;
}

/** One email. `text` is always there, so that every reader has something to read. */
export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
}

/** One web push notification. */
export interface PushContent {
  readonly title: string;
  readonly body: string;
  /** Opened when the person presses the notification. */
  readonly url?: string | undefined;
  /** A notification with the same tag replaces the earlier one on the device. */
  readonly tag?: string | undefined;
}

/** What a message of a channel consists of. */
export type ContentOf<C extends Channel> = C extends "sms"
  ? SmsContent
  : C extends "email"
    ? EmailContent
    : PushContent;

/** What is kept and shown of an attachment: never its bytes, once per person. */
export interface KeptAttachment {
  readonly filename: string;
  readonly contentType?: string | undefined;
  /** Size of the file. */
  readonly bytes: number;
}

/** Content as it is kept and shown. */
export type KeptContent =
  | SmsContent
  | PushContent
  | (Omit<EmailContent, "attachments"> & { readonly attachments?: readonly KeptAttachment[] | undefined });
