import type { PersonMessage } from "@relance/report/views";
import type { ReceiptRow, Recipient, RecipientRow, TimelineEntry } from "@relance/spec";

export type ListedPerson = Pick<RecipientRow, "key" | "state" | "cause" | "step" | "contacts" | "lastAttempt" | "line">;

export interface PeoplePage {
  readonly people: readonly ListedPerson[];
  readonly cursor: string | undefined;
}

export interface DoubtfulReply {
  readonly id: number;
  readonly at: Date;
  readonly key: string;
}

export interface ShownPerson
  extends ListedPerson,
    Pick<Recipient, "revision" | "deadline" | "deadlinePassed" | "answer" | "late"> {
  readonly timeline: readonly ShownEntry[];
  /** Receipts that add no facts, for example receipts that the provider sent again under another id. */
  readonly furtherReceipts: readonly ShownReceipt[];
  readonly replies: readonly Omit<Recipient["replies"][number], "from" | "text" | "person">[];
}

interface ShownEntry extends TimelineEntry {
  readonly isHint: boolean;
  readonly receipt?: ShownReceipt | undefined;
}

/** A provider's report without its HTTP request. */
export type ShownReceipt = Omit<ReceiptRow, "request" | "isShared">;
export interface ShownRequest {
  readonly id: number;
  /** The request as text; absent if the request also concerns other recipients. */
  readonly text: string | undefined;
  readonly isCut: boolean;
}

export interface RevealedPerson extends Pick<Recipient, "key" | "contacts" | "variables"> {
  readonly replies: readonly Pick<Recipient["replies"][number], "id" | "from" | "text">[];
  /** Raw requests from providers about the recipient's messages; empty if several recipients were requested. */
  readonly requests: readonly ShownRequest[];
  readonly messages: readonly PersonMessage[];
}
