import { type Channel, channelOf, type Evidence, type ReceiptItem } from "@relance/spec";

/**
 * Evidence is a set of bits, and folding is a union: commutative, associative, idempotent, so repeats and any
 * order of arrival give the same answer.
 */
export const EVIDENCE_BIT = {
  inTransit: 1,
  /** Message-final; the address may work another time. */
  undeliveredTemporary: 2,
  /** Message-final, and the address will never work. */
  undeliveredPermanent: 4,
  delivered: 8,
  engaged: 16,
  /** The receipt was overdue at some moment; later evidence still counts. */
  overdue: 32,
  /** It never left the house: no evidence is to come, and none is missing. */
  captured: 64,
} as const;

const UNDELIVERED = EVIDENCE_BIT.undeliveredTemporary | EVIDENCE_BIT.undeliveredPermanent;
const ARRIVED = EVIDENCE_BIT.delivered | EVIDENCE_BIT.engaged;

/** The bit that a receipt sets. */
export function bitOf(item: Pick<ReceiptItem, "kind" | "addressPermanent">): number {
  switch (item.kind) {
    case "in-transit":
      return EVIDENCE_BIT.inTransit;
    case "delivered":
      return EVIDENCE_BIT.delivered;
    case "engaged":
      return EVIDENCE_BIT.engaged;
    case "undelivered":
      return item.addressPermanent ? EVIDENCE_BIT.undeliveredPermanent : EVIDENCE_BIT.undeliveredTemporary;
  }
}

/** Reads the set; which of two contradictory receipts counts, the channel says. */
export function evidenceOf(bits: number, channel: Channel): Evidence {
  if (bits & EVIDENCE_BIT.engaged) return "engaged";
  if (bits & EVIDENCE_BIT.delivered && channelOf(channel).receipts.prevails === "delivered") return "delivered";
  if (bits & EVIDENCE_BIT.undeliveredPermanent) return "undelivered-permanent";
  if (bits & EVIDENCE_BIT.undeliveredTemporary) return "undelivered-temporary";
  if (bits & EVIDENCE_BIT.delivered) return "delivered";
  if (bits & EVIDENCE_BIT.overdue) return "unknown";
  return bits & EVIDENCE_BIT.inTransit ? "in-transit" : "none";
}

/** Nothing more will come and it did not arrive: such a message is not waited for. */
export function hasFailed(bits: number, channel: Channel): boolean {
  const evidence = evidenceOf(bits, channel);
  return evidence === "undelivered-permanent" || evidence === "undelivered-temporary";
}

/** A final word was heard, good or bad: the receipt loop works for this attempt. */
export function isFinal(bits: number): boolean {
  return (bits & (UNDELIVERED | ARRIVED)) !== 0;
}

/** Both "it arrived" and "it did not": flagged and counted per provider. */
export function isContradictory(bits: number): boolean {
  return (bits & UNDELIVERED) !== 0 && (bits & ARRIVED) !== 0;
}
