import type { Channel } from "./channel.ts";

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
