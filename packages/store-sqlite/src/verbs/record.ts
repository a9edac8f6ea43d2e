import { bitOf } from "@relance/rules";
import {
  attemptNumberOf,
  QUALITIES,
  type ReceiptItem,
  type RecordAnswer,
  type RecordItem,
  type SignalItem,
} from "@relance/spec";
import { type AttemptFacts, FOLD } from "@relance/store-kit";
import { findByRef, readAttempt } from "../attempts.ts";
import { eventName, isStorable, meaning, RawBytes, store, TYPE } from "../inbox.ts";
import { foldReceipt } from "../matching.ts";
import { recordReply } from "../replying.ts";
import type { Work } from "../work.ts";

/** Longest id of a far end. */
const MAX_ID = 500;
const MAX_TEXT = 10_000;

const REPEATED: RecordAnswer = { status: "repeated", fold: "applied" };
const REFUSED: RecordAnswer = { status: "refused", fold: "quarantined", code: "webhook/unreadable" };

/** Stores what came in, and applies it at once where its attempt is known (R1, R2). */
export function record(work: Work, items: readonly RecordItem[]): readonly RecordAnswer[] {
  const raws = new RawBytes();
  return items.map((item) => (isReadable(item) ? recordOne(work, raws, item) : REFUSED));
}

function recordOne(work: Work, raws: RawBytes, entry: RecordItem): RecordAnswer {
  const provider = work.word(entry.provider);
  const { item, raw } = entry;
  switch (item.type) {
    case "receipt":
      return recordReceipt(work, raws, provider, item, raw);
    case "reply":
      return recordReply(work, raws, provider, entry.provider, item, entry.reply, raw);
    case "signal":
      return recordSignal(work, raws, provider, item, raw);
  }
}

function recordReceipt(
  work: Work,
  raws: RawBytes,
  provider: number,
  item: ReceiptItem,
  raw: Uint8Array | undefined,
): RecordAnswer {
  const { eventId, ref, occurredAt, errorCode } = item;
  const bit = bitOf(item);
  const attempt = matching(work, provider, item);
  if (eventId === undefined && attempt !== undefined && attempt.bits & bit) return REPEATED;
  const id = store(work, raws, {
    provider,
    occurredAt,
    fold: attempt === undefined ? FOLD.unmatched : FOLD.applied,
    attempt: attempt?.id ?? 0,
    ref,
    dedupe: dedupeOf(provider, item, attempt, bit),
    raw,
    type: TYPE.receipt,
    bit,
    quality: QUALITIES.indexOf(item.quality),
    errorCode,
  });
  if (id === 0) return REPEATED;
  if (attempt === undefined) return { status: "stored", fold: "unmatched" };
  foldReceipt(work, attempt, bit, QUALITIES.indexOf(item.quality));
  return { status: "stored", fold: "applied" };
}

/** The event id; a bit of the attempt where the kind cannot honestly repeat; else what it says. */
function dedupeOf(
  provider: number,
  { eventId, attemptId, ref }: ReceiptItem,
  attempt: AttemptFacts | undefined,
  bit: number,
): string | undefined {
  if (eventId !== undefined) return eventName(provider, eventId);
  return attempt === undefined ? meaning([provider, attemptId, ref, bit]) : undefined;
}

/** By our own id first, then by the provider's; never across providers. */
function matching(work: Work, provider: number, { attemptId, ref }: ReceiptItem): AttemptFacts | undefined {
  const number = attemptId === undefined ? undefined : attemptNumberOf(attemptId);
  const named = number === undefined ? undefined : readAttempt(work.sql, number);
  if (named !== undefined && named.provider === provider) return named;
  return ref === undefined ? undefined : findByRef(work.context, provider, ref);
}

function recordSignal(
  work: Work,
  raws: RawBytes,
  provider: number,
  item: SignalItem,
  raw: Uint8Array | undefined,
): RecordAnswer {
  const { attemptId = "", kind, occurredAt, detail } = item;
  const attempt = attemptNumberOf(attemptId) ?? 0;
  const dedupe = meaning([provider, attemptId, kind, occurredAt, detail]);
  const entry = { provider, occurredAt, fold: FOLD.applied, attempt, ref: undefined, dedupe, raw };
  const id = store(work, raws, { ...entry, type: TYPE.signal, item: JSON.stringify(item) });
  return id === 0 ? REPEATED : { status: "stored", fold: "applied" };
}

/** Checked at the edge, so that one bad item never stops the others (R18). */
function isReadable({ provider, item, reply }: RecordItem): boolean {
  if (!isStorable(provider, MAX_ID)) return false;
  switch (item.type) {
    case "receipt":
      return [item.attemptId, item.ref, item.eventId, item.errorCode].every((text) =>
        isStorable(text, MAX_ID),
      );
    case "reply":
      return (
        [item.from, item.to, item.eventId, reply?.word, reply?.code].every((text) =>
          isStorable(text, MAX_ID),
        ) && isStorable(item.text, MAX_TEXT)
      );
    case "signal":
      return isStorable(item.attemptId, MAX_ID) && isStorable(item.detail, MAX_ID);
    default:
      return false;
  }
}
