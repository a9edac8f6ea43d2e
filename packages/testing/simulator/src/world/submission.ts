import type { Quality, ReceiptKind } from "@relance/spec";

/** One message handed over. */
export interface Submission {
  readonly address: string;
  readonly attemptId?: string | undefined;
  readonly letter: Sealed;
  /** The courier gives up after this long. */
  readonly validityMs?: number | undefined;
  /** Asked when it would arrive: true = it was called back, and nothing arrives. */
  readonly isCalledBack?: (() => boolean) | undefined;
  /** Hears what became of it, as far as the courier reports at all. */
  readonly onReport?: ((report: Report) => void) | undefined;
}

/** What a courier says about a message. */
export interface Report {
  readonly kind: ReceiptKind;
  readonly quality: Quality;
  readonly at: number;
  /** With `undelivered`. */
  readonly reason?: "unknown-address" | "unreachable" | "expired" | undefined;
}

/** A courier's no. */
export interface Refusal {
  readonly taken: false;
  readonly why: "unknown-address" | "opted-out" | "unavailable" | "throttled";
  /** With `throttled`. */
  readonly retryAfterMs?: number | undefined;
}

/** A courier's yes, before it has the message: mail is refused by address, then handed over. */
export interface Ticket {
  readonly taken: true;
  /** The message will be carried, and the sender must not learn it. */
  readonly isAnswerLost: boolean;
  handOver(submission: Submission): void;
}

/** What a courier answers. */
export type Verdict = Refusal | Ticket;

/** A message as its reader sees it. */
export interface Letter {
  /** SMS text, mail text, or the body of a notification. */
  readonly text: string;
  /** Subject of a mail, title of a notification. */
  readonly subject?: string | undefined;
  /** Where a reader would press, in reading order. @default the links found in `text` */
  readonly links?: readonly string[] | undefined;
  /** Whom a reply would go to. */
  readonly from?: string | undefined;
}

/** A letter, or a way to open it: mail is parsed only when somebody is there to read it. */
type Sealed = Letter | (() => Letter | Promise<Letter>);

const LINK = /https?:\/\/[^\s<>"']+/g;

/** The addresses in a text, without the punctuation that ends a sentence. */
export function linksIn(text: string): readonly string[] {
  return [...text.matchAll(LINK)].map(([link]) => link.replace(/[.,;:!?)\]»]+$/u, ""));
}

/** Where a reader of this letter would press. */
export function linksOf(letter: Letter): readonly string[] {
  return letter.links ?? linksIn(letter.text);
}
