import type { PersonMessage } from "@relance/report/views";
import type { ListedContact, ReceiptRow, Recipient, RecipientRow, TimelineEntry } from "@relance/spec";

export interface ListedPerson {
  readonly key: string;
  readonly state: RecipientRow["state"];
  readonly cause: string;
  readonly step: number;
  /** Masked. */
  readonly contacts: readonly ListedContact[];
  readonly lastAttempt: RecipientRow["lastAttempt"];
  /** The line of the audience, for a row that could not be enrolled. */
  readonly line: number | undefined;
}

export interface PeoplePage {
  readonly people: readonly ListedPerson[];
  /** The cursor of the next page; absent on the last page. */
  readonly cursor: string | undefined;
}

/** A reply that may be a STOP. Its contact is held until an operator has judged the reply. */
export interface DoubtfulReply {
  readonly id: number;
  readonly at: Date;
  readonly key: string;
}

/** One recipient with the whole history, identified by the key alone. */
export interface ShownPerson extends ListedPerson {
  /** Increases whenever the recipient is moved. A command names the value that the operator saw. */
  readonly epoch: number;
  readonly deadline: Date;
  readonly deadlinePassed: boolean;
  readonly answer: string | undefined;
  readonly late: boolean;
  readonly locale: string | undefined;
  readonly timezone: string | undefined;
  /** Attempts, receipts, acknowledgements, other events and signals, the oldest first. */
  readonly timeline: readonly ShownEntry[];
  /** Receipts without new facts, such as a receipt that the provider sent again under another id. */
  readonly furtherReceipts: readonly ShownReceipt[];
  /** The times and classifications of the recipient's replies, without their texts. */
  readonly replies: readonly Omit<Recipient["replies"][number], "from" | "text" | "person">[];
}

/** An event, with the provider's report about it. */
interface ShownEntry extends TimelineEntry {
  readonly isHint: boolean;
  readonly receipt?: ShownReceipt | undefined;
}

/** A provider's report, without the HTTP request that carried it. */
export type ShownReceipt = Omit<ReceiptRow, "request" | "isShared">;
export interface ShownRequest {
  readonly id: number;
  /** The request as text, as far as possible; absent if it also concerns other recipients. */
  readonly text: string | undefined;
  readonly isCut: boolean;
}

export interface RevealedPerson {
  readonly key: string;
  readonly contacts: readonly ListedContact[];
  readonly variables: Readonly<Record<string, unknown>>;
  readonly replies: readonly { readonly id: number; readonly from: string; readonly text: string }[];
  /** The raw requests of providers about the recipient's messages, if only one recipient was requested. */
  readonly requests: readonly ShownRequest[];
  /** The messages to the recipient, if only one recipient was requested. */
  readonly messages: readonly PersonMessage[];
}
