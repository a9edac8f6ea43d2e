import { hash } from "node:crypto";
import {
  isEncrypted,
  MAX_REPLY_TEXT,
  type ReceiptItem,
  type RecordAnswer,
  type RecordItem,
  type ReplyItem,
  type SignalItem,
} from "@relance/spec";
import { numbersIn, type Sql } from "./sql.ts";

export const INBOX_TYPE = { receipt: 0, reply: 1, signal: 2 } as const;

/** Values of `replies.is_told`: the sender was answered, or is owed a confirmation of a STOP. */
export const TOLD = { yes: 1, owed: 2 } as const;

export const FOLD = { new: 0, applied: 1, unmatched: 2, quarantined: 3 } as const;

export const MAX_ID = 500;

export const MAX_ROW_TEXT = 500;

/** Encryption makes a short text longer by up to this factor. */
const GROWTH = 6;

/** Returns whether a database stores the text unchanged: it has no NUL, no lone surrogate, and a limited length. */
export function isStorable(text: string | null | undefined, maxLength: number): boolean {
  if (text == null) return true;
  const most = isEncrypted(text) ? maxLength * GROWTH : maxLength;
  return text.length <= most && !text.includes("\0") && text.isWellFormed();
}

/** Returns whether an item can be stored. Checked first, so that no invalid item blocks the others. */
export function isReadable({ provider, item, reply }: RecordItem): boolean {
  const areIds = (...ids: readonly (string | undefined)[]) => [provider, ...ids].every((id) => isStorable(id, MAX_ID));
  switch (item.type) {
    case "receipt":
      return areIds(item.attemptId, item.ref, item.nonce, item.errorCode);
    case "reply":
      return (
        areIds(item.from, item.to, item.eventId, item.nonce, reply?.word, reply?.code) &&
        isStorable(item.text, MAX_REPLY_TEXT)
      );
    case "signal":
      return areIds(item.attemptId, item.detail, item.nonce);
    default:
      return false;
  }
}

const REQUESTS = "select raw from inbox where id = any($1::bigint[]) and raw <> 0 order by id for update";
/** Erases items. A reply's hash of its content is erased too: it would confirm a correct guess of sender and text. */
const CLEAR = `update inbox set raw = 0, item = null, has_detail = 0, ref = case when attempt = 0 then ref end, dedupe = case when type <> ${INBOX_TYPE.reply} or substr(dedupe, 1, 1) = '#' then dedupe end
  where id = any($1::bigint[])`;

export async function dropRaws(sql: Sql, numbers: readonly number[]): Promise<void> {
  const raws = numbers.filter((raw) => raw !== 0);
  if (raws.length > 0) await sql.run("delete from raw where id = any($1::bigint[])", raws);
}

export async function clearInbox({ sql }: { readonly sql: Sql }, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await dropRaws(sql, numbersIn(await sql.rows(REQUESTS, ids)));
  await sql.run(CLEAR, ids);
}

export interface InboxFact {
  readonly provider: number;
  readonly occurredAt: number | undefined;
  readonly fold: number;
  readonly attempt: number;
  readonly ref?: string | undefined;
  /** Of several items with the same text, only the first is stored; absent if repeats are detected otherwise. */
  readonly dedupe: string | undefined;
  readonly raw: Uint8Array | undefined;
  readonly rawHash: string | undefined;
  readonly type: number;
  readonly bit?: number | undefined;
  readonly quality?: number | undefined;
  readonly item?: string | undefined;
  readonly hasDetail?: number | undefined;
  readonly error?: number | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const MAX_CODE = 64;

/** Identifies an item by its nonce (`#`) or, without one, by its content, because carriers reuse ids. */
function factName(
  provider: number,
  nonce: string | undefined,
  meaning: readonly (string | number | undefined)[],
): string {
  if (nonce !== undefined) return `#${hash("sha256", JSON.stringify([provider, nonce]), "base64url")}`;
  return hash("sha256", JSON.stringify([provider, ...meaning]), "base64url");
}

export function keptCode(code: string | undefined): string | undefined {
  return code === undefined || code === "" || code.length > MAX_CODE ? undefined : code;
}

/** Returns when the reported event happened by the API's clock, or when the report arrived if that time is invalid. */
export function occurredAt(at: number | undefined, now: number): number {
  return at !== undefined && Number.isSafeInteger(Math.trunc(at)) ? Math.trunc(at) : now;
}

export const REPEATED: RecordAnswer = { status: "repeated", fold: "applied" };
export const UNREADABLE: RecordAnswer = { status: "refused", fold: "quarantined", code: "webhook/unreadable" };

/** Identifies a receipt by attempt and evidence bit, or by its ids if the attempt is unknown (0). */
export function receiptName(
  provider: number,
  { nonce, attemptId, ref }: ReceiptItem,
  { attempt, isHeld, bit }: { readonly attempt: number; readonly isHeld: boolean; readonly bit: number },
): string | undefined {
  if (isHeld && nonce === undefined) return undefined;
  return factName(provider, nonce, attempt === 0 ? [attemptId, ref, bit] : [attempt, bit]);
}

/** A signal counts as applied, because it changes no recipient. `meaning` identifies an encrypted signal. */
export function signalFact(
  provider: number,
  item: SignalItem,
  { raw, rawHash, meaning: own }: Pick<RecordItem, "raw" | "rawHash" | "meaning">,
  attempt: number,
): InboxFact {
  return {
    provider,
    occurredAt: item.occurredAt,
    fold: FOLD.applied,
    attempt,
    dedupe: factName(provider, item.nonce, [item.attemptId ?? "", item.kind, item.occurredAt, own ?? item.detail]),
    raw,
    rawHash,
    type: INBOX_TYPE.signal,
    item: JSON.stringify(item),
    hasDetail: Number(item.detail !== undefined),
  };
}

/**
 * Distinguishes equal replies under an id that the carrier reused: by the API's time, which is the same in retries.
 * Without a time, equal replies count as retries for a day, or for a minute if they also have no id. A START without a
 * time is accepted once, because a replayed START must not cancel a later STOP.
 */
function occurrence({ eventId, occurredAt }: ReplyItem, optOut: string | undefined, now: number): number | string {
  if (occurredAt !== undefined) return occurredAt;
  if (eventId === undefined) return Math.floor(now / MINUTE_MS);
  return optOut === undefined || optOut === "help" ? `day ${Math.floor(now / DAY_MS)}` : "";
}

/** @param again - distinguishes a second reply that equals a stored one */
export function replyFact(
  provider: number,
  item: ReplyItem,
  { raw, rawHash, meaning: own, reply }: Pick<RecordItem, "raw" | "rawHash" | "meaning" | "reply">,
  now: number,
  again?: string | undefined,
): InboxFact {
  const { eventId, nonce, from, text } = item;
  const said = own === undefined ? [from, text] : [own];
  return {
    provider,
    occurredAt: item.occurredAt,
    fold: FOLD.applied,
    attempt: 0,
    dedupe: factName(provider, nonce, [...said, eventId, again ?? occurrence(item, reply?.optOut, now)]),
    raw,
    rawHash,
    type: INBOX_TYPE.reply,
    item: JSON.stringify(item),
  };
}

/**
 * Identifies a second reply that has no time and equals a stored one. A STOP is accepted unless a STOP is in force,
 * because a lost STOP does harm. START and YES are accepted once a day while no opt-out is in force.
 */
export function nextOccurrence(
  { nonce, occurredAt }: ReplyItem,
  optOut: string | undefined,
  { isOut, now }: { readonly isOut: boolean; readonly now: number },
): string | undefined {
  if (nonce !== undefined || occurredAt !== undefined || isOut) return undefined;
  if (optOut === "start") return `day ${Math.floor(now / DAY_MS)}`;
  return optOut === "stop" || optOut === "doubtful" ? `at ${now}` : undefined;
}

export interface ReportEntry extends Omit<RecordItem, "item"> {
  readonly item: ReceiptItem | SignalItem;
}
