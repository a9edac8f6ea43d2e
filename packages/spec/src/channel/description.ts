import type { HoursText } from "../definition.ts";
import type { Quality, ReceiptKind } from "../inbound.ts";
import type { AddressOf, Channel, ContentOf } from "./channels.ts";

/** Everything that relance needs to know about a channel. The four built-in channels are described in the same way. */
export interface ChannelDescription<C extends Channel = Channel> {
  /** Lower-case letters and digits, such as `letter`; used in campaign files, columns, templates and provider names. */
  readonly name: C;
  /** The channel's number in stores: 7 to 9, unique within a store. A channel must always keep its number. */
  readonly number: number;
  /** Words for the channel in operators' texts, such as `{ message: "a letter", addresses: "postal addresses" }`. */
  readonly words: { readonly message: string; readonly addresses: string };
  readonly address: AddressForm<AddressOf<C>>;
  readonly content: ContentForm<ContentOf<C>>;
  readonly receipts: ReceiptMeaning;
  /** Send hours of the channel for campaigns whose `windows` do not contain it. @default always */
  readonly hours?: HoursText | undefined;
  /** How many of the campaign's answers are shown as buttons in the message. @default 0 */
  readonly buttons?: number | undefined;
  /** True if recipients can reply, as to an SMS. The whole message must then be in `content.body`. @default false */
  readonly replies?: boolean | undefined;
  /** True if messages contain an opt-out address, and may offer one-click opt-out (RFC 8058). @default false */
  readonly optOut?: boolean | undefined;
}

/** The addresses of a channel. Each address is stored as one text, in a normalized spelling. */
export interface AddressForm<Address = unknown> {
  /**
   * One of relance's parsers, or your own function. With `phone`, a number may lack its country code, and it determines
   * the owner's time zone.
   * @throws {MessageError} `message/bad-address` with advice that does not quote the value
   */
  readonly read: AddressReading | ((value: unknown) => string);
  /** Converts the stored text to the form that providers get. @default the text */
  readonly open?: ((kept: string) => Address) | undefined;
  /** Returns the form in which addresses are compared. Look-ups use its hash. @default the text in lower case */
  readonly index?: ((kept: string) => string) | undefined;
  /** Shortens an address for the console: operators can tell two addresses apart, but cannot send to them. */
  readonly mask: (kept: string) => string;
  /** Shortens an address for terminals and logs. @default {@link mask} */
  readonly hint?: ((kept: string) => string) | undefined;
  /**
   * Returns the destination of an address, such as its mail domain. Addresses with one destination fail together. The
   * text has at most 64 characters and does not identify the recipient. @default "", one destination for all addresses
   */
  readonly destination?: ((kept: string) => string) | undefined;
  /** A pattern that matches only addresses of this channel. @default none: callers must name the channel */
  readonly looksLike?: RegExp | undefined;
}

export type AddressReading = "phone" | "mailbox" | "subscription" | "token";

export interface ContentForm<Content = unknown> {
  /** The member of the content that holds a template's text. */
  readonly body: string;
  /** Members that a template's header lines set. `data-*` collects lines such as `data-order: …` in `data`. */
  readonly headers?: Readonly<Record<string, HeaderForm>> | undefined;
  /** Limit for all texts of a message in total. */
  readonly most: { readonly characters: number } | { readonly bytes: number };
  /** True if the file `reminder.<channel>.html.liquid` becomes the member `html`. @default false */
  readonly html?: boolean | undefined;
  /** True if the files of a template's `attach:` line become the member `attachments`. @default false */
  readonly attachments?: boolean | undefined;
  /** True if vendors bill a message by segments, as for SMS. @default false */
  readonly segments?: boolean | undefined;
  /** Returns how to correct a mistake in the content; `undefined` if there is no mistake. @default no check */
  check?(content: Content): string | undefined;
}

export interface HeaderForm {
  /** @default false */
  readonly required?: boolean | undefined;
  /** In characters. @default the limit of the whole content */
  readonly most?: number | undefined;
  /** Must be an http(s) address. @default false */
  readonly isUrl?: boolean | undefined;
}

export interface ReceiptMeaning {
  /** The source of a receipt if the provider does not state one. */
  readonly proves: Readonly<Record<Extract<ReceiptKind, "delivered" | "engaged">, Quality>>;
  /** Which receipt counts if two contradict each other. With `undelivered`, a bounce after a delivery is final. */
  readonly prevails: "delivered" | "undelivered";
  /** True if genuine receipts are spread over time, so that equal receipts in one burst are forged. @default false */
  readonly comeSpread?: boolean | undefined;
}
