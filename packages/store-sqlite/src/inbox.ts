import { hash } from "node:crypto";
import type { Work } from "./work.ts";

/** One fact, ready to be stored. */
export interface InboxEntry {
  readonly provider: number;
  readonly occurredAt: number | undefined;
  readonly fold: number;
  readonly attempt: number;
  readonly ref: string | undefined;
  /** Stored once per text; absent = told apart by other means. */
  readonly dedupe: string | undefined;
  readonly raw: Uint8Array | undefined;
  readonly type: number;
  readonly bit?: number | undefined;
  readonly quality?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly item?: string | undefined;
}

export const TYPE = { receipt: 0, reply: 1, signal: 2 } as const;

const INSERT = `insert into inbox (provider, received_at, occurred_at, fold, attempt, ref, dedupe, raw, type, bit, quality,
  error, item) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

/** Longest code of a far end that is kept as a word. */
const MAX_CODE = 64;
/** Longest event id that is kept as it is. */
const MAX_PLAIN = 100;

/** Requests of one batch, each kept once however many facts it carried. */
export class RawBytes {
  readonly #ids = new Map<Uint8Array, number>();

  idOf(work: Work, bytes: Uint8Array | undefined): number {
    if (bytes === undefined) return 0;
    let id = this.#ids.get(bytes);
    if (id === undefined) {
      id = work.sql.insert("insert into raw (bytes) values (?)", bytes);
      this.#ids.set(bytes, id);
    }
    return id;
  }
}

/** Keeps one fact as received. 0 = it was known already (R1). */
export function store(work: Work, raws: RawBytes, entry: InboxEntry): number {
  const { errorCode = "" } = entry;
  const isKnown =
    entry.dedupe !== undefined &&
    work.sql.row("select 1 from inbox where dedupe = ?", entry.dedupe) !== undefined;
  if (isKnown) return 0;
  return work.sql.insert(
    INSERT,
    entry.provider,
    work.now,
    instant(entry.occurredAt, work.now),
    entry.fold,
    entry.attempt,
    entry.ref ?? null,
    entry.dedupe ?? null,
    raws.idOf(work, entry.raw),
    entry.type,
    entry.bit ?? 0,
    entry.quality ?? 0,
    errorCode === "" || errorCode.length > MAX_CODE ? 0 : work.word(errorCode),
    entry.item ?? null,
  );
}

function instant(at: number | undefined, now: number): number {
  return at !== undefined && Number.isFinite(at) ? Math.trunc(at) : now;
}

/** Names an event of a provider by the provider's own id. */
export function eventName(provider: number, eventId: string): string {
  return eventId.length > MAX_PLAIN ? meaning([provider, eventId]) : `${provider} ${eventId}`;
}

/** Names a fact by what it says, where the far end gives no id. */
export function meaning(parts: readonly (string | number | boolean | undefined)[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}

/** Text that a database keeps as it was received: no NUL, no lone surrogate, of a sane length. */
export function isStorable(text: string | undefined, maxLength: number): boolean {
  return text === undefined || (text.length <= maxLength && !text.includes("\0") && text.isWellFormed());
}
