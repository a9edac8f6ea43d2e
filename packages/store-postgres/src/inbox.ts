import { hash } from "node:crypto";
import { byteStrings, numbers, texts } from "./literals.ts";
import { numberAt } from "./sql.ts";
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
  /** Word of the far end's code; 0 = none. */
  readonly error?: number | undefined;
  readonly item?: string | undefined;
}

export const TYPE = { receipt: 0, reply: 1, signal: 2 } as const;

/** Longest code of a far end that is kept as a word. */
const MAX_CODE = 64;
/** Longest event id that is kept as it is. */
const MAX_PLAIN = 100;

type Column = readonly [name: string, type: string, read: (entry: InboxEntry, work: Work) => number];

const NUMBERS: readonly Column[] = [
  ["received_at", "bigint", (_, work) => work.now],
  ["occurred_at", "bigint", (entry, work) => instant(entry.occurredAt, work.now)],
  ["attempt", "bigint", (entry) => entry.attempt],
  ["provider", "int", (entry) => entry.provider],
  ["error", "int", (entry) => entry.error ?? 0],
  ["fold", "smallint", (entry) => entry.fold],
  ["type", "smallint", (entry) => entry.type],
  ["bit", "smallint", (entry) => entry.bit ?? 0],
  ["quality", "smallint", (entry) => entry.quality ?? 0],
];
const NAMES = [...NUMBERS.map(([name]) => name), "raw", "ref", "dedupe", "item"].join(", ");

/**
 * Facts first, in the order of their names so that two receivers cannot wait for each other; then their bytes. `is true`
 * keeps the look-up a hash: as a join it would compare each request of the batch with every other.
 */
const INSERT = `with i as (insert into inbox (${NAMES})
    select * from unnest(${NUMBERS.map(([, type], place) => `$${place + 1}::${type}[]`).join(", ")},
      $10::bigint[], $11::text[], $12::text[], $13::text[])
    on conflict do nothing returning id, raw, dedupe),
  r as (insert into raw (id, bytes) select b.id, b.bytes from unnest($14::bigint[], $15::bytea[]) b (id, bytes)
    where (b.id in (select raw from i)) is true)
  select id, dedupe from i`;

/**
 * Keeps facts as received. Answers for each whether it is new: its number, or 0 for one that was known already (R1);
 * of those without a name no number is told.
 */
export async function storeAll(work: Work, entries: readonly InboxEntry[]): Promise<readonly number[]> {
  const firsts = new Map<string, InboxEntry>();
  for (const entry of entries) {
    if (entry.dedupe !== undefined && !firsts.has(entry.dedupe)) firsts.set(entry.dedupe, entry);
  }
  const fresh = entries
    .filter((entry) => entry.dedupe === undefined || firsts.get(entry.dedupe) === entry)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  if (fresh.length === 0) return entries.map(() => 0);
  const raws = await numberRaws(work, fresh);
  const rows = await work.sql.rows(
    INSERT,
    ...NUMBERS.map(([, , read]) => numbers(fresh.map((entry) => read(entry, work)))),
    numbers(fresh.map(({ raw }) => (raw === undefined ? 0 : (raws.get(raw) ?? 0)))),
    texts(fresh.map(({ ref }) => ref ?? null)),
    texts(fresh.map(({ dedupe }) => dedupe ?? null)),
    texts(fresh.map(({ item }) => item ?? null)),
    numbers([...raws.values()]),
    byteStrings([...raws.keys()]),
  );
  const ids = new Map(rows.map((row) => [row[1] as string | null, numberAt(row, 0)]));
  return entries.map((entry) => {
    if (entry.dedupe === undefined) return -1;
    return firsts.get(entry.dedupe) === entry ? (ids.get(entry.dedupe) ?? 0) : 0;
  });
}

function nameOf({ dedupe = "" }: InboxEntry): string {
  return dedupe;
}

/** Requests of one batch, each kept once however many facts it carried. */
async function numberRaws(work: Work, entries: readonly InboxEntry[]): Promise<Map<Uint8Array, number>> {
  const bytes = [...new Set(entries.flatMap(({ raw }) => raw ?? []))];
  const ids = bytes.length === 0 ? [] : await work.context.ids.take(work.sql, "raw_ids", bytes.length);
  return new Map(bytes.map((each, place) => [each, ids[place] ?? 0]));
}

function instant(at: number | undefined, now: number): number {
  return at !== undefined && Number.isSafeInteger(Math.trunc(at)) ? Math.trunc(at) : now;
}

/** Names an event of a provider by the provider's own id. */
export function eventName(provider: number, eventId: string): string {
  return eventId.length > MAX_PLAIN ? meaning([provider, eventId]) : `${provider} ${eventId}`;
}

/** Names a fact by what it says, where the far end gives no id. */
export function meaning(parts: readonly (string | number | boolean | undefined)[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url");
}

/** A far end's code that is kept as a word. */
export function keptCode(code: string | undefined): string | undefined {
  return code === undefined || code === "" || code.length > MAX_CODE ? undefined : code;
}
