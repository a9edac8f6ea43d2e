import type { Channel, ContentOf } from "./channel/channels.ts";
import type { CampaignDefinition } from "./definition.ts";

/** One address of a recipient. */
export interface Contact {
  readonly channel: Channel;
  /** E.164, a mailbox, or the JSON of a push subscription. */
  readonly address: string;
}

/** A row of the audience that passed every check. */
export interface AdmittedRow {
  /** Line in the source file, from 1; for rows from a program, their number. */
  readonly line: number;
  readonly key: string;
  readonly contacts: readonly Contact[];
  /** The row's columns, for templates. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale?: string | undefined;
  readonly timezone?: string | undefined;
  /** Number of the zone in which send windows are read for this recipient. @default 0: the campaign's zone */
  readonly zone?: number | undefined;
  /** The recipient's legal end: an instant, or a duration after enrollment. */
  readonly deadline: { readonly at: number } | { readonly afterMs: number };
  /** Which steps are meant for this row (`when:`), one bit each: the lowest is step 1. */
  readonly steps: number;
}

/** A row that cannot be enrolled. It is counted in the ledger, never silently skipped. */
export interface RefusedRow {
  readonly line: number;
  readonly key?: string | undefined;
  /** A code such as `message/bad-phone`. */
  readonly reason: string;
  /** What to write instead; facts, no addresses. */
  readonly advice: string;
  /** The addresses of the row that could be read, for the operator who phones or writes instead. */
  readonly contacts?: readonly Contact[] | undefined;
  /** Keyed hashes of tenant and key: of a forgotten recipient the row is counted, and nothing else kept. */
  readonly tombstones?: readonly string[] | undefined;
}

/** Which row was refused, and why. */
export type Refusal = Pick<RefusedRow, "line" | "key" | "reason" | "advice">;

/** A malformed address that was left out; the recipient continues with the contacts that work. */
export interface DroppedContact {
  readonly channel: Channel;
  readonly column: string;
  /** A code such as `message/bad-phone`. */
  readonly reason: string;
  /** What to write instead; facts, no addresses. */
  readonly advice: string;
}

/** What `admit` made of one row. */
export type Admission =
  | {
      readonly row: AdmittedRow;
      /** Absent when every address was usable. */
      readonly dropped?: readonly DroppedContact[] | undefined;
      readonly refused?: undefined;
    }
  | { readonly row?: undefined; readonly dropped?: undefined; readonly refused: RefusedRow };

/** Everything a template may read about one recipient. */
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

/** What the campaign says on the acknowledgement page, in one language. */
export interface ConfirmationWords {
  /** Language tag; absent = the campaign does not say which language it is. */
  readonly locale: string | undefined;
  readonly subject: string;
  /** Answer → the words on its button, where the campaign has its own. */
  readonly labels: Readonly<Record<string, string>>;
  /** Words of the link to the caller's own page. */
  readonly deepLink?: string | undefined;
  /** What the campaign's question asks for. */
  readonly factor?: string | undefined;
  readonly afterDeadline?: string | undefined;
}

/** What the campaign says on the acknowledgement page. */
export interface ConfirmationText {
  /** One per language that the campaign speaks, at least one; the recipient's own first, then the campaign's. */
  readonly words: readonly ConfirmationWords[];
  /** Address of the caller's own page, filled in for this recipient. */
  readonly deepLink?: string | undefined;
}

/** Where a message is written, and what it reads. */
export interface MessageOrigin {
  /** The template's file, or the name of a template in code. */
  readonly file: string;
  /** The language it is written in; absent = its file does not say. */
  readonly locale: string | undefined;
  /** Names that its texts read, the row's columns and relance's own; absent = a function writes it. */
  readonly reads: readonly string[] | undefined;
}

/** A version of a campaign, ready for work; compiled again from {@link CompiledCampaign.body} in any process. */
export interface CompiledCampaign {
  readonly definition: CampaignDefinition;
  /** Canonical JSON of the definition and its templates: what the store keeps. */
  readonly body: string;
  /** SHA-256 of {@link body}, hex. */
  readonly hash: string;
  /** Checks and normalises one row of the audience. Never throws for a bad row. */
  admit(raw: unknown, line: number): Admission;
  /**
   * Writes the message of one step, counted from 1, for one recipient.
   * @throws {MessageError} `message/missing-variable`, `message/header-injection`, `message/template-failed`
   */
  render(step: number, input: RenderInput): ContentOf<Channel>;
  /** What {@link render} would write from, for a recipient of this language; absent = nothing is known about it. */
  origin?(step: number, locale: string | undefined): MessageOrigin | undefined;
  /** The acknowledgement page's text for one recipient. */
  confirmation(input: Omit<RenderInput, "ack" | "optout">): ConfirmationText;
}

/** A row of an audience as it was read, or why what was read is none. */
export type RawRow = {
  readonly line: number;
  /** How much of the file was read so far, 0 to 1. Absent where its size is not known. */
  readonly share?: number | undefined;
} & (
  | { readonly raw: unknown; readonly refused?: undefined }
  | { readonly raw?: undefined; readonly refused: RefusedRow }
);

/** What TypeScript knows of a campaign: the rows of its audience, and the answers that recipients can give. */
export interface CampaignTypes {
  readonly row: unknown;
  readonly answer: string;
}

/** The rows of a campaign in code, such as `RowOf<typeof reminders>`. */
export type RowOf<Campaign extends { readonly types?: CampaignTypes | undefined }> = NonNullable<
  Campaign["types"]
>["row"];

/** A campaign from its file or from code, with its audience unread. */
export interface LoadedCampaign<T extends CampaignTypes = CampaignTypes> extends CompiledCampaign {
  /** For the compiler alone: never there when it runs. */
  readonly types?: T | undefined;
  /** The file it came from, for messages; absent when defined in code. */
  readonly file?: string | undefined;
  /** Streams the campaign's own audience file; absent when the program brings the rows. */
  readonly audience?: (() => AsyncIterable<RawRow>) | undefined;
  /** Identifies the audience's bytes, so that a repeated import gives the first answer. */
  readonly audienceHash?: (() => Promise<string>) | undefined;
}
