import type { AddressOf, Channel, ContentOf } from "./channel/channels.ts";

/** What a provider gets. For apps, `to` is an {@link AppAddress} and `content` an {@link AppContent}. */
export interface Message<C extends Channel = Channel> {
  readonly channel: C;
  /** Our id of the attempt. The id is sent with the message so that receipts can name it. */
  readonly attemptId: string;
  readonly to: AddressOf<C>;
  readonly content: ContentOf<C>;
  /** The URL for the API's reports about this attempt. The URL contains the attempt id and our signature. */
  readonly callbackUrl?: string | undefined;
  /** For channels with buttons: the URL of a button that acknowledges the message with one press. */
  readonly ackUrl?: string | undefined;
  /** Answers to offer as buttons in the message, the most important first; if absent, only on the page. */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** For channels with opt-out: the URL where the recipient opts out. It identifies the contact of a complaint. */
  readonly optOutUrl?: string | undefined;
  /** True if the text contains `optOutUrl`; mail headers then offer one-click opt-out (RFC 8058). @default false */
  readonly offersOptOut?: boolean | undefined;
  /** How long after the call the message may still be delivered, in milliseconds. */
  readonly validityMs?: number | undefined;
  /** The message's campaign and step, for metrics; never sent to the API. Absent for a message without a campaign. */
  readonly purpose?: MessagePurpose | undefined;
}

export interface MessagePurpose {
  readonly campaign: string;
  /** Name of the campaign's run; "" for a campaign that runs once. */
  readonly occurrence: string;
  /** "" without tenants. */
  readonly tenant: string;
  /** From 1. */
  readonly step: number;
}

export interface MessageAnswer {
  readonly name: string;
  /** The campaign's text for the button. Absent = the default text. */
  readonly label?: string | undefined;
}
