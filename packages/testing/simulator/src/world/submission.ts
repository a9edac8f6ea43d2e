import type { Quality, ReceiptKind } from "@relance/spec";

export interface Submission {
  readonly address: string;
  readonly attemptId?: string | undefined;
  readonly letter: Sealed;
  /** Time after which the courier gives up the delivery, in milliseconds. */
  readonly validityMs?: number | undefined;
  /** Called when the message is about to arrive. Returns true if the sender has cancelled the message. */
  readonly isCalledBack?: (() => boolean) | undefined;
  /** Called with each report of the courier. */
  readonly onReport?: ((report: Report) => void) | undefined;
}

export interface Report {
  readonly kind: ReceiptKind;
  readonly quality: Quality;
  readonly at: number;
  /** The reason of an `undelivered` report. */
  readonly reason?: "unknown-address" | "unreachable" | "expired" | undefined;
}

export interface Refusal {
  readonly taken: false;
  readonly why: "unknown-address" | "opted-out" | "unavailable" | "throttled";
  readonly retryAfterMs?: number | undefined;
}

/**
 * The courier's acceptance of an address, before the courier gets the message. A mail server also checks an address
 * before it accepts the mail.
 */
export interface Ticket {
  readonly taken: true;
  /** Whether the courier accepts the message without answering the sender. */
  readonly isAnswerLost: boolean;
  handOver(submission: Submission): void;
}

export type Verdict = Refusal | Ticket;

/** The content of a message as its reader sees it. */
export interface Letter {
  readonly text: string;
  /** Subject of a mail or title of a notification. */
  readonly subject?: string | undefined;
  /** Links in reading order. @default the links in `text` */
  readonly links?: readonly string[] | undefined;
  /** Address to which the recipient replies. */
  readonly from?: string | undefined;
}

/** A letter, or a function that parses the letter when a recipient reads the message. */
type Sealed = Letter | (() => Letter | Promise<Letter>);

const LINK = /https?:\/\/[^\s<>"']+/g;

/** Returns the URLs in a text without trailing punctuation. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:!?)\]»]+$/u, ""));
}

export function findLinks(letter: Letter): readonly string[] {
  return letter.links ?? linksIn(letter.text);
}
