import type { Quality, ReceiptKind } from "@relance/spec";
import type { Sealed } from "./letter.ts";

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
export type Refusal =
  | { readonly taken: false; readonly why: "unknown-address" | "opted-out" | "unavailable" }
  | { readonly taken: false; readonly why: "throttled"; readonly retryAfterMs: number };

/** A courier's yes, before it has the message: mail is refused by address, then handed over. */
export interface Ticket {
  readonly taken: true;
  /** The message will be carried, and the sender must not learn it. */
  readonly isAnswerLost: boolean;
  handOver(submission: Submission): void;
}

/** What a courier answers. */
export type Verdict = Refusal | Ticket;
