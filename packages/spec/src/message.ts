import type { AddressOf, Channel, ContentOf } from "./channel/channels.ts";

/** What a provider gets. For apps, `to` is an {@link AppAddress} and `content` an {@link AppContent}. */
export interface Message<C extends Channel = Channel> {
  readonly channel: C;
  /** Our id, assigned before the call; sent with the message so that receipts can name it. */
  readonly attemptId: string;
  readonly to: AddressOf<C>;
  readonly content: ContentOf<C>;
  /** Where the API may report about this attempt. Contains the attempt id and our signature. */
  readonly callbackUrl?: string | undefined;
  /** For channels with buttons: the address where one press acknowledges. */
  readonly ackUrl?: string | undefined;
  /** Answers that a button in the message may give, most wanted first. If absent, only the page accepts answers. */
  readonly answers?: readonly MessageAnswer[] | undefined;
  /** Where the recipient opts out, for channels with an opt-out. A complaint that quotes the URL names the contact. */
  readonly optOutUrl?: string | undefined;
  /** The text contains {@link optOutUrl}, so mail headers offer one-click opt-out as well (RFC 8058). @default false */
  readonly offersOptOut?: boolean | undefined;
  /** How long after the call a delivery is still useful, in milliseconds. */
  readonly validityMs?: number | undefined;
  /** The campaign's step, for observers; never sent to the API. Absent for a message without a campaign. */
  readonly purpose?: MessagePurpose | undefined;
}

export interface MessagePurpose {
  readonly campaign: string;
  /** The run of the campaign; "" for a campaign with a single run. */
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
