import type { PersonMessage } from "@relance/report/views";
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
  /** The next page's cursor; absent = this is the last page. */
  readonly cursor: string | undefined;
}

/** A possible STOP, whose contact is held until an operator has judged it. */
export interface DoubtfulReply {
  readonly id: number;
  readonly at: Date;
  readonly key: string;
}

/** One recipient with the whole history, identified by nothing but their key. */
export interface ShownPerson extends ListedPerson {
  /** Increases whenever they are moved: an order names the one it was based on. */
  readonly epoch: number;
  readonly deadline: Date;
  readonly deadlinePassed: boolean;
  readonly answer: string | undefined;
  readonly late: boolean;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** Attempts, receipts, acknowledgements and other events, with signals, oldest first. */
  readonly timeline: readonly ShownEntry[];
  /** Receipts without new facts, such as one that the provider sent again under another id. */
  readonly furtherReceipts: readonly ShownReceipt[];
  /** The times and classifications of their replies, without the texts. */
  readonly replies: readonly Omit<Recipient["replies"][number], "from" | "text" | "person">[];
}

/** An event, with the provider's own report about it. */
interface ShownEntry extends TimelineEntry {
  readonly isHint: boolean;
  readonly receipt?: ShownReceipt | undefined;
}

/** A provider's report, without its request. */
export type ShownReceipt = Omit<ReceiptRow, "request" | "isShared">;
export interface ShownRequest {
  /** The receipt's id. */
  readonly id: number;
  /** As text, as far as possible. Absent = it is also about other recipients. */
  readonly text: string | undefined;
  readonly isCut: boolean;
}

/** The hidden data of one recipient. */
export interface RevealedPerson {
  readonly key: string;
  readonly contacts: readonly ListedContact[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly replies: readonly { readonly id: number; readonly from: string; readonly text: string }[];
  /** Raw requests of provider APIs about their messages, if only one recipient was requested. */
  readonly requests: readonly ShownRequest[];
  /** The messages to them, if only one recipient was requested. */
  readonly messages: readonly PersonMessage[];
}
