import type { Quality, ReceiptKind } from "@relance/spec";

export interface Submission {
  readonly address: string;
  readonly attemptId?: string | undefined;
  readonly letter: Sealed;
  /** The courier gives up after this time. */
  readonly validityMs?: number | undefined;
  /** Called at arrival: true = it was cancelled, and nothing arrives. */
  readonly isCalledBack?: (() => boolean) | undefined;
  /** Receives the courier's reports, if any. */
  readonly onReport?: ((report: Report) => void) | undefined;
}

/** A courier's report about a message. */
export interface Report {
  readonly kind: ReceiptKind;
  readonly quality: Quality;
  readonly at: number;
  /** With `undelivered`. */
  readonly reason?: "unknown-address" | "unreachable" | "expired" | undefined;
}

/** A courier's refusal. */
export interface Refusal {
  readonly taken: false;
  readonly why: "unknown-address" | "opted-out" | "unavailable" | "throttled";
  /** With `throttled`. */
  readonly retryAfterMs?: number | undefined;
}

/** A courier's acceptance before the message: mail is refused by address first. */
export interface Ticket {
  readonly taken: true;
  /** The message will be carried, but the sender must not learn it. */
  readonly isAnswerLost: boolean;
  handOver(submission: Submission): void;
}

export type Verdict = Refusal | Ticket;

/** A message as its reader sees it. */
export interface Letter {
  /** SMS text, mail text, or the body of a notification. */
  readonly text: string;
  /** Subject of a mail, title of a notification. */
  readonly subject?: string | undefined;
  /** Links in reading order. @default the links found in `text` */
  readonly links?: readonly string[] | undefined;
  /** The address of replies. */
  readonly from?: string | undefined;
}

/** A letter, or a function that parses it: mail is parsed only for a reader. */
type Sealed = Letter | (() => Letter | Promise<Letter>);

const LINK = /https?:\/\/[^\s<>"']+/g;

/** The addresses in a text, without trailing punctuation. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:!?)\]»]+$/u, ""));
}

/** The links of a letter. */
export function linksOf(letter: Letter): readonly string[] {
  return letter.links ?? linksIn(letter.text);
}
