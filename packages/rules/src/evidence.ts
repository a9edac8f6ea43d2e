import { type Channel, channelOf, type Evidence, type ReceiptItem } from "@relance/spec";

/** Evidence is a set of bits. Receipts only add bits, so repeats and the order of arrival do not matter. */
export const EVIDENCE_BIT = {
  inTransit: 1,
  /** The message failed; the address may work later. */
  undeliveredTemporary: 2,
  /** The message failed; the address will never work. */
  undeliveredPermanent: 4,
  delivered: 8,
  engaged: 16,
  /** The receipt was overdue; later evidence still counts. */
  overdue: 32,
  /** The message was captured, so no receipt is missing. */
  captured: 64,
} as const;

const UNDELIVERED = EVIDENCE_BIT.undeliveredTemporary | EVIDENCE_BIT.undeliveredPermanent;
const ARRIVED = EVIDENCE_BIT.delivered | EVIDENCE_BIT.engaged;

/** Returns the bit that a receipt adds. */
export function evidenceBit(item: Pick<ReceiptItem, "kind" | "addressPermanent">): number {
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

/** Returns what the bits prove. The channel decides which of two contradictory receipts prevails. */
export function readEvidence(bits: number, channel: Channel): Evidence {
  if (bits & EVIDENCE_BIT.engaged) return "engaged";
  if (bits & EVIDENCE_BIT.delivered && channelOf(channel).receipts.prevails === "delivered") return "delivered";
  if (bits & EVIDENCE_BIT.undeliveredPermanent) return "undelivered-permanent";
  if (bits & EVIDENCE_BIT.undeliveredTemporary) return "undelivered-temporary";
  if (bits & EVIDENCE_BIT.delivered) return "delivered";
  if (bits & EVIDENCE_BIT.overdue) return "unknown";
  return bits & EVIDENCE_BIT.inTransit ? "in-transit" : "none";
}

export function hasFailed(bits: number, channel: Channel): boolean {
  const evidence = readEvidence(bits, channel);
  return evidence === "undelivered-permanent" || evidence === "undelivered-temporary";
}

/** Returns whether a final receipt arrived. */
export function isFinal(bits: number): boolean {
  return (bits & (UNDELIVERED | ARRIVED)) !== 0;
}

/** Returns whether receipts report both delivery and failure. The ledger counts these messages. */
export function isContradictory(bits: number): boolean {
  return (bits & UNDELIVERED) !== 0 && (bits & ARRIVED) !== 0;
}
