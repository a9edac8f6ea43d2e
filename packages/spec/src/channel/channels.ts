/**
 * The ways in which a recipient can be reached: the form of an address as providers get it, and what a message consists
 * of. A channel of yours is typed by its line here, and described by a {@link ChannelDescription}.
 *
 * @example
 * declare module "relance" {
 *   interface Channels {
 *     letter: { address: string; content: { subject: string; text: string } };
 *   }
 * }
 */
export interface Channels {
  readonly sms: { readonly address: string; readonly content: SmsContent };
  readonly email: { readonly address: string; readonly content: EmailContent };
  readonly push: { readonly address: PushSubscriptionLike; readonly content: PushContent };
  readonly app: { readonly address: AppAddress; readonly content: AppContent };
}

/** The name of a channel. */
export type Channel = keyof Channels & string;

/** An address of one channel, as a provider gets it: E.164 for SMS, a mailbox for email, a subscription for push. */
export type AddressOf<C extends Channel> = Channels[C]["address"];

/** What a message of a channel consists of. */
export type ContentOf<C extends Channel> = Channels[C]["content"];

/** The subscription a browser hands out, as `PushSubscription.toJSON()` writes it (W3C Push API). */
export interface PushSubscriptionLike {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/**
 * The token of an app on a device, behind the service that knows it: `fcm:` with a registration token of Firebase Cloud
 * Messaging, or `apns:` with a device token of Apple in lower-case hex. Columns, `send()`, the store and providers all have
 * this one text.
 */
export type AppAddress = `fcm:${string}` | `apns:${string}`;

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
  /** Opened when the recipient presses the notification. */
  readonly url?: string | undefined;
  /** A notification with the same tag replaces the earlier one on the device. */
  readonly tag?: string | undefined;
}

/**
 * One notification of an app. Its buttons are the `answers` of the {@link Message}, and `ackUrl` is where a press on the
 * notification itself confirms where there is no `url`.
 */
export interface AppContent extends PushContent {
  /** Handed to the app with the notification: values are texts. A template's line `data-order: …` is `data.order`. */
  readonly data?: Readonly<Record<string, string>> | undefined;
}

/** What is kept and shown of an attachment: never its bytes, once per recipient. */
export interface KeptAttachment {
  readonly filename: string;
  readonly contentType?: string | undefined;
  /** Size of the file. */
  readonly bytes: number;
}

/** Content as it is kept and shown. */
export type KeptContent<C extends Channel = Channel> = {
  readonly [K in C]: ContentOf<K> extends { readonly attachments?: readonly Attachment[] | undefined }
    ? Omit<ContentOf<K>, "attachments"> & { readonly attachments?: readonly KeptAttachment[] | undefined }
    : ContentOf<K>;
}[C];
