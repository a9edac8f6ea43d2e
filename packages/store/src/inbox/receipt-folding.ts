import { EVIDENCE_BIT } from "@relance/rules";
import type { EventKind } from "@relance/spec";

/** States of an inbox item. */
export const FOLD = { new: 0, applied: 1, unmatched: 2, quarantined: 3 } as const;

const EVENT: Readonly<Record<number, EventKind>> = {
  [EVIDENCE_BIT.inTransit]: "attempt.in-transit",
  [EVIDENCE_BIT.delivered]: "attempt.delivered",
  [EVIDENCE_BIT.engaged]: "attempt.engaged",
  [EVIDENCE_BIT.undeliveredTemporary]: "attempt.undelivered",
  [EVIDENCE_BIT.undeliveredPermanent]: "attempt.undelivered",
};

/** What a receipt adds to what is known of its message. */
export interface KeptReceipt {
  readonly bit: number;
  /** Who reports it, as a number of `QUALITIES`. */
  readonly quality: number;
  /** The number of the bytes that it came in; 0 = none. */
  readonly raw: number;
  /** The word of the far end's code; 0 = none. */
  readonly error: number;
}

/** What is told about a receipt of this bit, if anything. */
export function receiptEvent(bit: number): EventKind | undefined {
  return EVENT[bit];
}
