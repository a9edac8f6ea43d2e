import { EVIDENCE_BIT } from "@relance/rules";
import {
  dateOf,
  type ErrorCount,
  EVIDENCE,
  QUALITIES,
  type ReceiptKind,
  type ReceiptRow,
} from "@relance/spec";
import type { AttemptIds } from "../attempt-ids.ts";
import { evidenceNumber } from "./evidence-number.ts";

/** Most receipts of one person that are shown, the latest. */
export const MOST_RECEIPTS = 200;

/** Facts of one request stand so close together in the inbox: whether it tells of others is looked for this far around. */
export const SAME_REQUEST_WITHIN = 1_000;

/** A receipt as statements read it. */
export interface StoredReceipt {
  readonly id: number;
  readonly attempt: number;
  readonly provider: string | null;
  readonly bit: number;
  readonly quality: number;
  readonly code: string | null;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly receivedAt: number;
  /** 0 = no request. */
  readonly raw: number;
  readonly bytes: Uint8Array | null;
  readonly isShared: number | boolean;
}

const KIND: Readonly<Record<number, ReceiptKind>> = {
  [EVIDENCE_BIT.inTransit]: "in-transit",
  [EVIDENCE_BIT.delivered]: "delivered",
  [EVIDENCE_BIT.engaged]: "engaged",
};

/** A receipt as tools read it. */
export function receiptRow(stored: StoredReceipt, ids: AttemptIds): ReceiptRow {
  const { id, attempt, provider, bit, quality, code, ref, occurredAt, receivedAt, raw, bytes } = stored;
  const isShared = Boolean(stored.isShared);
  return {
    id,
    attemptId: ids.idOf(attempt),
    provider: provider ?? "",
    kind: KIND[bit] ?? "undelivered",
    addressPermanent: bit === EVIDENCE_BIT.undeliveredPermanent,
    quality: QUALITIES[quality] ?? "accepted",
    code: code ?? undefined,
    ref: ref ?? undefined,
    occurredAt: dateOf(occurredAt),
    receivedAt: dateOf(receivedAt),
    hasRequest: raw !== 0,
    request: bytes === null || isShared ? undefined : bytes,
    isShared,
  };
}

/** Failed messages as statements group them. */
export interface StoredErrors {
  readonly provider: string | null;
  readonly code: string | null;
  readonly vendorCode: string | null;
  readonly channel: number;
  readonly bits: number;
  readonly count: number;
  readonly lastAt: number;
}

/** The most frequent first; groups that differ only in what led to the same evidence are one. */
export function errorCounts(rows: readonly StoredErrors[]): readonly ErrorCount[] {
  const known = new Map<string, ErrorCount>();
  for (const { provider, code, vendorCode, channel, bits, count, lastAt } of rows) {
    const evidence = EVIDENCE[evidenceNumber(bits, channel)] ?? "none";
    const key = JSON.stringify([provider, code, vendorCode, evidence]);
    const before = known.get(key);
    known.set(key, {
      provider: provider ?? "",
      code: code ?? undefined,
      vendorCode: vendorCode ?? undefined,
      evidence,
      count: (before?.count ?? 0) + count,
      lastAt: dateOf(Math.max(lastAt, before?.lastAt.getTime() ?? 0)),
    });
  }
  return [...known.values()].sort((a, b) => b.count - a.count || b.lastAt.getTime() - a.lastAt.getTime());
}
