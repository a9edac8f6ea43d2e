/**
 * The channels, each with the type of its addresses and the type of its messages' content. Add the types of a custom
 * channel here, and describe it with a {@link ChannelDescription}.
 *
 * @example declare module "relance" { interface Channels { letter: { address: string; content: { subject: string; text:
 * string } }; } }
 */
export interface Channels {
  readonly sms: { readonly address: string; readonly content: SmsContent };
  readonly email: { readonly address: string; readonly content: EmailContent };
  readonly push: { readonly address: PushSubscriptionLike; readonly content: PushContent };
  readonly app: { readonly address: AppAddress; readonly content: AppContent };
}

export type Channel = keyof Channels & string;

/** An address of one channel, as a provider gets it: E.164 for SMS, a mailbox for email, a subscription for push. */
export type AddressOf<C extends Channel> = Channels[C]["address"];

export type ContentOf<C extends Channel> = Channels[C]["content"];

/** A browser's push subscription, as `PushSubscription.toJSON()` writes it (W3C Push API). */
export interface PushSubscriptionLike {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** `fcm:` and a registration token of Firebase, or `apns:` and a device token of Apple in lower-case hex. */
export type AppAddress = `fcm:${string}` | `apns:${string}`;

export interface SmsContent {
  readonly text: string;
}

export interface Attachment {
  readonly filename: string;
  readonly contentType?: string | undefined;
  /** The bytes in base64. */
  readonly base64: string;
}

/** One email. `text` is required, so that every mail reader can show something. */
export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments?: readonly Attachment[] | undefined;
}

export interface PushContent {
  readonly title: string;
  readonly body: string;
  readonly url?: string | undefined;
  /** A notification with the same tag replaces the earlier one on the device. */
  readonly tag?: string | undefined;
}

/** A press on a button gives an answer of the {@link Message}. Without a `url`, any press confirms through `ackUrl`. */
export interface AppContent extends PushContent {
  /** Texts that the app gets with the notification. A template's line `data-order: …` becomes `data.order`. */
  readonly data?: Readonly<Record<string, string>> | undefined;
}

export interface KeptAttachment {
  readonly filename: string;
  readonly contentType?: string | undefined;
  readonly bytes: number;
}

export type KeptContent<C extends Channel = Channel> = {
  readonly [K in C]: ContentOf<K> extends { readonly attachments?: readonly Attachment[] | undefined }
    ? Omit<ContentOf<K>, "attachments"> & { readonly attachments?: readonly KeptAttachment[] | undefined }
    : ContentOf<K>;
}[C];
