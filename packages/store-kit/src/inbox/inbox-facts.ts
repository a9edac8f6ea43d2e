import { hash } from "node:crypto";
import type { ReplyItem, SignalItem } from "@relance/spec";

/** The numbers that a store keeps for the kinds of inbox items. */
export const INBOX_TYPE = { receipt: 0, reply: 1, signal: 2 } as const;

/** One fact, ready to be stored. */
export interface InboxFact {
  readonly provider: number;
  readonly occurredAt: number | undefined;
  readonly fold: number;
  readonly attempt: number;
  readonly ref: string | undefined;
  /** Stored once per text; absent = told apart by other means. */
  readonly dedupe: string | undefined;
  readonly raw: Uint8Array | undefined;
  /** Keyed hashes of the addresses in the bytes, where these are encrypted. */
  readonly mentions?: readonly string[] | undefined;
  readonly type: number;
  readonly bit?: number | undefined;
  readonly quality?: number | undefined;
  readonly item?: string | undefined;
  /** The word of the far end's code; 0 = none. @default 0 */
  readonly error?: number | undefined;
}

/** Longest code of a far end that is kept as a word. */
const MAX_CODE = 64;
/** Longest event id that is kept as it is. */
const MAX_PLAIN = 100;

/** Names an event of a provider by the provider's own id. */
export function eventName(provider: number, eventId: string): string {
  return eventId.length > MAX_PLAIN ? meaning([provider, eventId]) : `${provider} ${eventId}`;
}

/** Names a fact by what it says, where the far end gives no id. */
export function meaning(parts: readonly (string | number | boolean | undefined)[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}

/** Names a reply by who wrote what, and when: an encrypted one is another text each time, so it brings its own name. */
export function replyMeaning(
  provider: number,
  { from, text }: ReplyItem,
  own: string | undefined,
  moment: number,
): string {
  return meaning(own === undefined ? [provider, from, text, moment] : [provider, own, moment]);
}

/** Names a hint by what it says; an encrypted one brings its own name, as with {@link replyMeaning}. */
export function hintMeaning(provider: number, item: SignalItem, own: string | undefined): string {
  const { attemptId = "", kind, occurredAt, detail } = item;
  return meaning([provider, attemptId, kind, occurredAt, own ?? detail]);
}

/** A far end's code that is kept as a word. */
export function keptCode(code: string | undefined): string | undefined {
  return code === undefined || code === "" || code.length > MAX_CODE ? undefined : code;
}

/** When it happened, by the far end; what is no instant happened when it came. */
export function occurredAt(at: number | undefined, now: number): number {
  return at !== undefined && Number.isSafeInteger(Math.trunc(at)) ? Math.trunc(at) : now;
}
