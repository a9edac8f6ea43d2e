import type { ReceiptRow, TimelineEntry } from "@relance/spec";
import type { ShownReceipt, ShownRequest } from "../wire/people.ts";

/** Most characters of one request that a page shows; `relance evidence` has it whole. */
const MOST = 16_384;

/** Entries with the receipts that they tell of, and receipts of which no entry tells. */
interface Paired {
  readonly paired: readonly { readonly entry: TimelineEntry; readonly receipt: ShownReceipt | undefined }[];
  readonly further: readonly ShownReceipt[];
}

/** Each entry with the first receipt that it tells of; a receipt belongs to one entry at most. */
export function pairReceipts(entries: readonly TimelineEntry[], receipts: readonly ReceiptRow[]): Paired {
  const left = new Set(receipts);
  const paired = entries.map((entry) => {
    const receipt = receipts.find((one) => left.has(one) && isToldBy(entry, one));
    if (receipt !== undefined) left.delete(receipt);
    return { entry, receipt: receipt && shownReceipt(receipt) };
  });
  return { paired, further: [...left].map(shownReceipt) };
}

function isToldBy({ type, attemptId }: TimelineEntry, { kind, attemptId: of }: ReceiptRow): boolean {
  return attemptId === of && type === `attempt.${kind}`;
}

function shownReceipt({ request: _, isShared: __, ...receipt }: ReceiptRow): ShownReceipt {
  return receipt;
}

/** Requests as people can read them: bytes that are no text become marks. */
export function shownRequests(receipts: readonly ReceiptRow[]): readonly ShownRequest[] {
  return receipts.flatMap(({ id, hasRequest, request }) => {
    if (!hasRequest) return [];
    if (request === undefined) return { id, text: undefined, isCut: false };
    const text = new TextDecoder().decode(request);
    return { id, text: text.slice(0, MOST), isCut: text.length > MOST };
  });
}
