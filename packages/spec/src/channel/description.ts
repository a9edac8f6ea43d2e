import type { HoursText } from "../definition.ts";
import type { Quality, ReceiptKind } from "../inbound.ts";
import type { AddressOf, Channel, ContentOf } from "./channels.ts";

/** What relance has to know of a channel. The four of its own are described in the same way. */
export interface ChannelDescription<C extends Channel = Channel> {
  /** Lower-case letters and digits, such as `letter`: campaign files, columns, templates and providers are named after it. */
  readonly name: C;
  /**
   * Under which stores keep it, 4 to 7: one store holds eight channels, and four are relance's. It is never changed, and no other
   * channel of the same store has it.
   */
  readonly number: number;
  /** How recipients call it: `{ message: "a letter", addresses: "postal addresses" }`. */
  readonly words: { readonly message: string; readonly addresses: string };
  readonly address: AddressForm<AddressOf<C>>;
  readonly content: ContentForm<ContentOf<C>>;
  readonly receipts: ReceiptMeaning;
  /** When its messages may leave where the campaign's `windows` say nothing of it. @default always */
  readonly hours?: HoursText | undefined;
  /** Test contacts of a campaign get it every 15 minutes while the campaign sends. @default true */
  readonly canaries?: boolean | undefined;
  /** So many answers of the campaign stand as buttons in the message. @default 0 */
  readonly buttons?: number | undefined;
  /**
   * Recipients write back over it, as to an SMS: what they write is read, and answered there. A message of nothing but
   * its
   * `content.body` has to be one. @default false
   */
  readonly replies?: boolean | undefined;
  /** Messages have the address of an opt-out; one that offers it in its text may offer one click as well (RFC 8058). @default false */
  readonly optOut?: boolean | undefined;
}

/** What addresses of a channel are like. They are kept as one text, in one spelling. */
export interface AddressForm<Address = unknown> {
  /**
   * Gives the spelling that is kept: relance's own reading of `phone`, `mailbox`, `subscription` and `token`, or yours. A
   * `phone` may be written nationally, and tells in which time zone its owner lives.
   * @throws {MessageError} `message/bad-address` with what to write instead, and nothing of the value
   */
  readonly read: AddressReading | ((value: unknown) => string);
  /** The kept text as providers get it. @default the text */
  readonly open?: ((kept: string) => Address) | undefined;
  /** What two spellings of the same address have in common: look-ups go by its hash. @default the text in lower case */
  readonly index?: ((kept: string) => string) | undefined;
  /** What a screen shows: enough to tell two apart, and not enough to write to it. */
  readonly mask: (kept: string) => string;
  /** What a terminal and a log show. @default {@link mask} */
  readonly hint?: ((kept: string) => string) | undefined;
  /**
   * The part of a provider's recipients that the address belongs to, such as a mail domain: what is lost together. At most 64
   * characters that never tell who it is. @default "", one part for all
   */
  readonly destination?: ((kept: string) => string) | undefined;
  /** Texts that can be no other channel's address. @default none: the channel has to be named */
  readonly looksLike?: RegExp | undefined;
}

/** Addresses that relance reads by itself. */
export type AddressReading = "phone" | "mailbox" | "subscription" | "token";

/** What a message consists of, where a template writes it, and what fits. */
export interface ContentForm<Content = unknown> {
  /** The member that a template's text becomes. */
  readonly body: string;
  /** Members that stand as lines in the head of a template. `data-*` gathers the lines `data-order: …` in the member `data`. */
  readonly headers?: Readonly<Record<string, HeaderForm>> | undefined;
  /** The most that all its texts have together. */
  readonly most: { readonly characters: number } | { readonly bytes: number };
  /** `reminder.<channel>.html.liquid` becomes the member `html`. @default false */
  readonly html?: boolean | undefined;
  /** `attach:` names files that become the member `attachments`. @default false */
  readonly attachments?: boolean | undefined;
  /** The vendor bills it by segments, as SMS. @default false */
  readonly segments?: boolean | undefined;
  /** What is wrong with a content besides, for its author; `undefined` = nothing. @default nothing ever is */
  check?(content: Content): string | undefined;
}

/** One line in the head of a template. It is one line in the message, too. */
export interface HeaderForm {
  /** @default false */
  readonly required?: boolean | undefined;
  /** In characters. @default what the content as a whole may have */
  readonly most?: number | undefined;
  /** It is an http(s) address. @default false */
  readonly isUrl?: boolean | undefined;
}

/** What receipts of a channel are worth. */
export interface ReceiptMeaning {
  /** Who speaks, where a provider's receipt of this kind does not say so. */
  readonly proves: Readonly<Record<Extract<ReceiptKind, "delivered" | "engaged">, Quality>>;
  /**
   * Which of two contradictory receipts counts. `delivered`: a network reports failures of one try before the next one
   * works. `undelivered`: "delivered" is the next server's word, and what comes back later, comes back for good: the same
   * message is not tried again.
   */
  readonly prevails: "delivered" | "undelivered";
  /** Honest receipts come one by one: if all come at once and alike, they are made up. @default false */
  readonly comeSpread?: boolean | undefined;
}
