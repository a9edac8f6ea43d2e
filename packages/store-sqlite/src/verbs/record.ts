import { bitOf } from "@relance/rules";
import {
  QUALITIES,
  type ReceiptItem,
  type RecordAnswer,
  type RecordItem,
  type SignalItem,
} from "@relance/spec";
import {
  type AttemptFacts,
  FOLD,
  INBOX_TYPE,
  isReadable,
  keptCode,
  REPEATED,
  receiptName,
  signalFact,
  UNREADABLE,
} from "@relance/store";
import { isOfForgotten } from "../erasing/clear-inbox.ts";
import { RawBytes, store } from "../inbox/inbox.ts";
import { foldReceipt } from "../inbox/matching.ts";
import { recordReply } from "../inbox/replying.ts";
import { findByRef, readAttempt } from "../sending/attempts.ts";
import type { Work } from "../transaction/work.ts";

/** Stores what came in, and applies it at once where its attempt is known (R1, R2). */
export function record(work: Work, items: readonly RecordItem[]): readonly RecordAnswer[] {
  const raws = new RawBytes(items);
  return items.map((item) => (isReadable(item) ? recordOne(work, raws, item) : UNREADABLE));
}

function recordOne(work: Work, raws: RawBytes, entry: RecordItem): RecordAnswer {
  const provider = work.word(entry.provider);
  const { item } = entry;
  switch (item.type) {
    case "receipt":
      return recordReceipt(work, raws, provider, item, entry);
    case "reply":
      return recordReply(work, raws, provider, item, entry);
    case "signal":
      return recordSignal(work, raws, provider, item, entry);
  }
}

function recordReceipt(
  work: Work,
  raws: RawBytes,
  provider: number,
  item: ReceiptItem,
  { raw, refNames }: RecordItem,
): RecordAnswer {
  const { eventId, ref, occurredAt, errorCode } = item;
  const bit = bitOf(item);
  const quality = QUALITIES.indexOf(item.quality);
  const code = keptCode(errorCode);
  const error = code === undefined ? 0 : work.word(code);
  const attempt = matching(work, provider, item, refNames);
  if (eventId === undefined && attempt !== undefined && attempt.bits & bit) return REPEATED;
  const isHidden = attempt !== undefined && isOfForgotten(work, attempt.enrollment);
  if (isHidden) raws.drop(work, raw);
  const id = store(work, raws, {
    provider,
    occurredAt,
    fold: attempt === undefined ? FOLD.unmatched : FOLD.applied,
    attempt: attempt?.id ?? 0,
    ref: isHidden ? undefined : ref,
    dedupe: receiptName(provider, item, attempt !== undefined, bit),
    raw,
    type: INBOX_TYPE.receipt,
    bit,
    quality,
    error,
  });
  if (id === 0) return REPEATED;
  if (attempt === undefined) return { status: "stored", fold: "unmatched" };
  foldReceipt(work, attempt, { bit, quality, raw: raws.idOf(work, raw), error });
  return { status: "stored", fold: "applied" };
}

/** By our own id first, then by the provider's; never across providers. */
function matching(
  work: Work,
  provider: number,
  { attemptId, ref }: ReceiptItem,
  refNames: readonly string[] = [],
): AttemptFacts | undefined {
  const number = attemptId === undefined ? undefined : work.context.attemptIds.numberOf(attemptId);
  const named = number === undefined ? undefined : readAttempt(work.sql, number);
  if (named !== undefined && named.provider === provider) return named;
  if (ref === undefined) return undefined;
  const names = work.hasTombstones ? [ref, ...refNames] : [ref];
  for (const name of names) {
    const found = findByRef(work.context, provider, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function recordSignal(
  work: Work,
  raws: RawBytes,
  provider: number,
  item: SignalItem,
  entry: RecordItem,
): RecordAnswer {
  const fact = signalFact(provider, item, entry, work.context.attemptIds);
  const enrollment = work.hasTombstones ? (readAttempt(work.sql, fact.attempt)?.enrollment ?? 0) : 0;
  const isKept = !isOfForgotten(work, enrollment);
  if (!isKept) raws.drop(work, entry.raw);
  const id = store(work, raws, isKept ? fact : { ...fact, item: undefined });
  return id === 0 ? REPEATED : { status: "stored", fold: "applied" };
}
