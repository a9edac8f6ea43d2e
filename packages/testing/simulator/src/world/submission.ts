import type { Quality, ReceiptKind } from "@relance/spec";

export interface Submission {
  readonly address: string;
  readonly attemptId?: string | undefined;
  readonly letter: Sealed;
  /** The courier stops trying to deliver after this time. */
  readonly validityMs?: number | undefined;
  /** Called when the message would arrive; true means that the sender cancelled the message, so it does not arrive. */
  readonly isCalledBack?: (() => boolean) | undefined;
  /** Called with each report of the courier. */
  readonly onReport?: ((report: Report) => void) | undefined;
}

export interface Report {
  readonly kind: ReceiptKind;
  readonly quality: Quality;
  readonly at: number;
  /** Set for `undelivered`. */
  readonly reason?: "unknown-address" | "unreachable" | "expired" | undefined;
}

export interface Refusal {
  readonly taken: false;
  readonly why: "unknown-address" | "opted-out" | "unavailable" | "throttled";
  readonly retryAfterMs?: number | undefined;
}

/** A courier's acceptance of an address, before the courier gets the message. Mail servers refuse by address first. */
export interface Ticket {
  readonly taken: true;
  /** If true, the courier delivers the message, but the sender gets no answer. */
  readonly isAnswerLost: boolean;
  handOver(submission: Submission): void;
}

export type Verdict = Refusal | Ticket;

/** A message as its reader sees it. */
export interface Letter {
  readonly text: string;
  /** The subject of a mail, or the title of a notification. */
  readonly subject?: string | undefined;
  /** Links in reading order. @default the links found in `text` */
  readonly links?: readonly string[] | undefined;
  /** The address of replies. */
  readonly from?: string | undefined;
}

/** A letter, or a function that parses it, because mail is parsed only when a recipient reads it. */
type Sealed = Letter | (() => Letter | Promise<Letter>);

const LINK = /https?:\/\/[^\s<>"']+/g;

/** Returns the URLs in a text, without punctuation after them. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:!?)\]»]+$/u, ""));
}

export function linksOf(letter: Letter): readonly string[] {
  return letter.links ?? linksIn(letter.text);
}
