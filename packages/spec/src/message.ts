import type { AddressOf, Channel, ContentOf } from "./channel/channels.ts";

/**
 * What the engine hands to a provider: one message for one recipient, under our own attempt id. A provider of apps
 * takes
 * `Message<"app">`: `to` is `fcm:…` or `apns:…` ({@link AppAddress}), `content` an {@link AppContent}.
 */
export interface Message<C extends Channel = Channel> {
  readonly channel: C;
  /** Ours, made before the call; it travels with the message so that receipts can name it. */
  readonly attemptId: string;
  readonly to: AddressOf<C>;
  readonly content: ContentOf<C>;
  /** Where the provider's API may report about this attempt. Carries the attempt id and our signature. */
  readonly callbackUrl?: string | undefined;
  /** Where one press acknowledges; for channels that can show a button. */
  readonly ackUrl?: string | undefined;
  /**
   * Answers that a press in the message itself may give, most wanted first; absent where only the page can answer.
   */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** Where the recipient opts out, for channels with an opt-out. A complaint that brings it back says which contact complains. */
  readonly optOutUrl?: string | undefined;
  /** The text has {@link optOutUrl} in it, so mail headers offer it as well, for one click (RFC 8058). @default false */
  readonly offersOptOut?: boolean | undefined;
  /** How long the message is still worth delivering, in milliseconds from now. */
  readonly validityMs?: number | undefined;
  /**
   * What it is sent for, for observers; never told to the provider's API. Absent where no campaign sends it, such as an
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
