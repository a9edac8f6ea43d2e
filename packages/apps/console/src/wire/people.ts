import type { PersonMessage } from "@relance/engine";
import type { ListedContact, ReceiptRow, Recipient, RecipientRow, TimelineEntry } from "@relance/spec";

/** A recipient in a list. */
export interface ListedPerson {
  readonly key: string;
  readonly state: RecipientRow["state"];
  readonly cause: string;
  readonly step: number;
  /** Masked. */
  readonly contacts: readonly ListedContact[];
  readonly lastAttempt: RecipientRow["lastAttempt"];
  /** Line of the audience, for rows that could not be enrolled. */
  readonly line: number | undefined;
}

/** A page of recipients. */
export interface PeoplePage {
  readonly people: readonly ListedPerson[];
  /** Of the next page; absent = this is the end. */
  readonly cursor: string | undefined;
}

/** A reply that may be a STOP, whose contact is held until an operator has judged it. */
export interface DoubtfulReply {
  readonly id: number;
  readonly at: Date;
  readonly key: string;
}

/** One recipient with everything that happened, and nothing that says who it is but their key. */
export interface ShownPerson extends ListedPerson {
  /** Rises whenever they are moved on: an order names the one that was checked. */
  readonly epoch: number;
  readonly deadline: Date;
  readonly deadlinePassed: boolean;
  readonly answer: string | undefined;
  readonly late: boolean;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** Attempts, receipts, acknowledgements, and whatever else moved them; hints among them, oldest first. */
  readonly timeline: readonly ShownEntry[];
  /** Receipts that said nothing new, such as one that the provider sent again under another id. */
  readonly furtherReceipts: readonly ShownReceipt[];
  /** When they wrote, and what was made of it; not what they wrote. */
  readonly replies: readonly Omit<Recipient["replies"][number], "from" | "text" | "person">[];
}

/** What happened, with what the provider itself said about it. */
interface ShownEntry extends TimelineEntry {
  readonly isHint: boolean;
  readonly receipt?: ShownReceipt | undefined;
}

/** What a provider said, without the request that it came in. */
export type ShownReceipt = Omit<ReceiptRow, "request" | "isShared">;

/** The request that a receipt came in. */
export interface ShownRequest {
  /** Of its receipt. */
  readonly id: number;
  /** As text, as far as it goes. Absent = it tells of others too. */
  readonly text: string | undefined;
  readonly isCut: boolean;
}

/** What was hidden of one recipient. */
export interface RevealedPerson {
  readonly key: string;
  readonly contacts: readonly ListedContact[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly replies: readonly { readonly id: number; readonly from: string; readonly text: string }[];
  /** Requests of provider APIs about their messages, as they came, where one recipient alone was asked for. */
  readonly requests: readonly ShownRequest[];
  /** What was written to them, where one recipient alone was asked for. */
  readonly messages: readonly PersonMessage[];
}
