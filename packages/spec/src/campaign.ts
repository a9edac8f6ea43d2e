import type { Channel, ContentOf } from "./channel/channels.ts";
import type { CampaignDefinition } from "./definition.ts";

export interface Contact {
  readonly channel: Channel;
  /** The address: a phone number in E.164, a mailbox, or the JSON of a push subscription. */
  readonly address: string;
}

export interface AdmittedRow {
  /** Line of the row in the source file, from 1; the row's number if a program supplies the rows. */
  readonly line: number;
  readonly key: string;
  readonly contacts: readonly Contact[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale?: string | undefined;
  readonly timezone?: string | undefined;
  /** Number of the time zone in which this recipient's send windows apply. @default 0: the campaign's zone */
  readonly zone?: number | undefined;
  /** The recipient's deadline: a time, or a duration after enrollment. */
  readonly deadline: { readonly at: number } | { readonly afterMs: number };
  /** Steps whose `when:` matches this row, as bits: the lowest is step 1. */
  readonly steps: number;
}

export interface RefusedRow {
  readonly line: number;
  readonly key?: string | undefined;
  readonly reason: string;
  readonly advice: string;
  /** The row's usable addresses, so that an operator can call or write to the recipient instead. */
  readonly contacts?: readonly Contact[] | undefined;
  /** Keyed hashes of tenant and key, by which the store recognizes forgotten recipients. */
  readonly tombstones?: readonly string[] | undefined;
}

export type Refusal = Pick<RefusedRow, "line" | "key" | "reason" | "advice">;

export interface DroppedContact {
  readonly channel: Channel;
  readonly column: string;
  readonly reason: string;
  readonly advice: string;
}

export type Admission =
  | {
      readonly row: AdmittedRow;
      readonly dropped?: readonly DroppedContact[] | undefined;
      readonly refused?: undefined;
    }
  | { readonly row?: undefined; readonly dropped?: undefined; readonly refused: RefusedRow };

export interface RenderInput {
  readonly key: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** The recipient's legal deadline, milliseconds since 1970. */
  readonly deadline: number;
  readonly ack: { readonly url: string; readonly code: string };
  readonly optout: { readonly url: string };
}

export interface ConfirmationWords {
  /** Language tag; absent if the campaign names no language. */
  readonly locale: string | undefined;
  readonly subject: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly factor?: string | undefined;
  readonly afterDeadline?: string | undefined;
}

export interface ConfirmationText {
  /** The texts in each language of the campaign. The recipient's language is first, the campaign's default follows. */
  readonly words: readonly ConfirmationWords[];
  /** URL of the sender's own page, with this recipient's values filled in. */
  readonly deepLink?: string | undefined;
}

export interface MessageOrigin {
  readonly file: string;
  readonly locale: string | undefined;
  /** The columns and built-in names that the template reads; absent if a function renders the message. */
  readonly reads: readonly string[] | undefined;
}

/** A compiled version of a campaign. Any process can compile the campaign again from {@link CompiledCampaign.body}. */
export interface CompiledCampaign {
  readonly definition: CampaignDefinition;
  /** Canonical JSON of the definition with its templates, as stored. */
  readonly body: string;
  /** SHA-256 of {@link body}, hex. */
  readonly hash: string;
  /** Checks and normalizes one row of the audience. An invalid row is refused; the function never throws. */
  admit(raw: unknown, line: number): Admission;
  /** Writes the message of a step, counted from 1. @throws {MessageError} such as `message/template-failed` */
  render(step: number, input: RenderInput): ContentOf<Channel>;
  /** Returns the template that {@link render} would use for a recipient with this language; `undefined` if unknown. */
  origin?(step: number, locale: string | undefined): MessageOrigin | undefined;
  confirmation(input: Omit<RenderInput, "ack" | "optout">): ConfirmationText;
}

export type RawRow = {
  readonly line: number;
  /** Share of the file read so far, 0 to 1; absent if the file's size is unknown. */
  readonly share?: number | undefined;
} & (
  | { readonly raw: unknown; readonly refused?: undefined }
  | { readonly raw?: undefined; readonly refused: RefusedRow }
);

export interface CampaignTypes {
  readonly row: unknown;
  readonly answer: string;
}

/** The type of the rows of a campaign in code, such as `RowOf<typeof reminders>`. */
export type RowOf<Campaign extends { readonly types?: CampaignTypes | undefined }> = NonNullable<
  Campaign["types"]
>["row"];

export interface LoadedCampaign<T extends CampaignTypes = CampaignTypes> extends CompiledCampaign {
  /** Contains the types for the compiler. The property never exists at run time. */
  readonly types?: T | undefined;
  readonly file?: string | undefined;
  readonly audience?: (() => AsyncIterable<RawRow>) | undefined;
  /** Returns a hash of the audience file. The store uses the hash to recognize a repeated import. */
  readonly audienceHash?: (() => Promise<string>) | undefined;
}
