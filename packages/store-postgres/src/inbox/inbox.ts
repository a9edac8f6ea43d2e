import { type InboxFact, occurredAt } from "@relance/store-kit";
import { byteStrings, numbers, texts } from "../transaction/literals.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Where a fact is kept. */
export interface KeptFact {
  /** 0 = it was known already (R1); -1 = no number is told of facts without a name. */
  readonly id: number;
  /** The number of its bytes; 0 = none. */
  readonly raw: number;
}

const KNOWN: KeptFact = { id: 0, raw: 0 };

type Column = readonly [name: string, type: string, read: (entry: InboxFact, work: Work) => number];

const NUMBERS: readonly Column[] = [
  ["received_at", "bigint", (_, work) => work.now],
  ["occurred_at", "bigint", (entry, work) => occurredAt(entry.occurredAt, work.now)],
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
  r as (insert into raw (id, bytes, mentions)
    select b.id, b.bytes, b.mentions from unnest($14::bigint[], $15::bytea[], $16::text[]) b (id, bytes, mentions)
    where (b.id in (select raw from i)) is true)
  select id, dedupe from i`;

/** Keeps facts as received. Answers for each whether it is new, and where it is. */
export async function storeAll(work: Work, entries: readonly InboxFact[]): Promise<readonly KeptFact[]> {
  const firsts = new Map<string, InboxFact>();
  for (const entry of entries) {
    if (entry.dedupe !== undefined && !firsts.has(entry.dedupe)) firsts.set(entry.dedupe, entry);
  }
  const fresh = entries
    .filter((entry) => entry.dedupe === undefined || firsts.get(entry.dedupe) === entry)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  if (fresh.length === 0) return entries.map(() => KNOWN);
  const raws = await numberRaws(work, fresh);
  const mentions = new Map(fresh.map((entry) => [entry.raw, entry.mentions]));
  const rawOf = ({ raw }: InboxFact) => (raw === undefined ? 0 : (raws.get(raw) ?? 0));
  const rows = await work.sql.rows(
    INSERT,
    ...NUMBERS.map(([, , read]) => numbers(fresh.map((entry) => read(entry, work)))),
    numbers(fresh.map(rawOf)),
    texts(fresh.map(({ ref }) => ref ?? null)),
    texts(fresh.map(({ dedupe }) => dedupe ?? null)),
    texts(fresh.map(({ item }) => item ?? null)),
    numbers([...raws.values()]),
    byteStrings([...raws.keys()]),
    texts([...raws.keys()].map((bytes) => mentions.get(bytes)?.join(" ") ?? null)),
  );
  const ids = new Map(rows.map((row) => [row[1] as string | null, numberAt(row, 0)]));
  return entries.map((entry) => {
    if (entry.dedupe === undefined) return { id: -1, raw: rawOf(entry) };
    const id = firsts.get(entry.dedupe) === entry ? (ids.get(entry.dedupe) ?? 0) : 0;
    return id === 0 ? KNOWN : { id, raw: rawOf(entry) };
  });
}

function nameOf({ dedupe = "" }: InboxFact): string {
  return dedupe;
}

/** Requests of one batch, each kept once however many facts it carried. */
async function numberRaws(work: Work, entries: readonly InboxFact[]): Promise<Map<Uint8Array, number>> {
  const bytes = [...new Set(entries.flatMap(({ raw }) => raw ?? []))];
  const ids = bytes.length === 0 ? [] : await work.context.ids.take(work.sql, "raw_ids", bytes.length);
  return new Map(bytes.map((each, place) => [each, ids[place] ?? 0]));
}
