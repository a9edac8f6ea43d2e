import { type Channel, type Evidence, getChannel, type ReceiptItem } from "@relance/spec";

/** A receipt only sets bits, so repeated receipts and receipts in another order have the same result. */
export const EVIDENCE_BIT = {
  inTransit: 1,
  /** The message failed, but the address may work later. */
  undeliveredTemporary: 2,
  /** The message failed, and the address will never work. */
  undeliveredPermanent: 4,
  delivered: 8,
  engaged: 16,
  /** No receipt arrived in time. Later evidence still counts. */
  overdue: 32,
  /** The gateway captured the message instead of sending it, so no receipt is expected. */
  captured: 64,
} as const;

const UNDELIVERED = EVIDENCE_BIT.undeliveredTemporary | EVIDENCE_BIT.undeliveredPermanent;
const ARRIVED = EVIDENCE_BIT.delivered | EVIDENCE_BIT.engaged;

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

/** Returns what the receipts prove. If receipts contradict each other, the channel decides which one prevails. */
export function readEvidence(bits: number, channel: Channel): Evidence {
  if (bits & EVIDENCE_BIT.engaged) return "engaged";
  if (bits & EVIDENCE_BIT.delivered && getChannel(channel).receipts.prevails === "delivered") return "delivered";
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

export function isFinal(bits: number): boolean {
  return (bits & (UNDELIVERED | ARRIVED)) !== 0;
}

/** Returns whether one receipt reports delivery and another reports failure. The ledger counts these messages. */
export function isContradictory(bits: number): boolean {
  return (bits & UNDELIVERED) !== 0 && (bits & ARRIVED) !== 0;
}
