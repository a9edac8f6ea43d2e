import { hash } from "node:crypto";
import { type InboxFact, occurredAt } from "../rows/inbox-facts.ts";
import { columnsOf, numberAt } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

export interface KeptFact {
  /** 0 if the item is already known; -1 if an item without a name has an unknown number. */
  readonly id: number;
  readonly raw: number;
}

const KNOWN: KeptFact = { id: 0, raw: 0 };

const COLUMNS = columnsOf(`received_at bigint, occurred_at bigint, attempt bigint, provider int, error int,
  fold smallint, type smallint, bit smallint, quality smallint, raw bigint, ref text, dedupe text, item text`);

const RAW = columnsOf("id bigint, bytes bytea, digest text, facts int");

export async function storeAll(work: Work, entries: readonly InboxFact[]): Promise<readonly KeptFact[]> {
  const firsts = new Map<string, InboxFact>();
  for (const entry of entries) {
    if (entry.dedupe !== undefined && !firsts.has(entry.dedupe)) firsts.set(entry.dedupe, entry);
  }
  const fresh = entries
    .filter((entry) => entry.dedupe === undefined || firsts.get(entry.dedupe) === entry)
    .sort(({ dedupe: a = "" }, { dedupe: b = "" }) => (a < b ? -1 : 1));
  if (fresh.length === 0) return entries.map(() => KNOWN);
  const raws = await numberRaws(work, fresh);
  const rawOf = ({ raw }: InboxFact) => (raw === undefined ? 0 : (raws.get(raw) ?? 0));
  // items are written in the order of their names, so that two receivers cannot deadlock
  const cells = fresh.map((entry) => {
    const { attempt, provider, error = 0, fold, type, bit = 0, quality = 0, ref = null, dedupe = null } = entry;
    const at = occurredAt(entry.occurredAt, work.now);
    const raw = rawOf(entry);
    return [work.now, at, attempt, provider, error, fold, type, bit, quality, raw, ref, dedupe, entry.item ?? null];
  });
  const rows = await work.sql.insert("inbox", COLUMNS, cells, "on conflict do nothing returning id, dedupe, raw");
  const stored = Map.groupBy(rows, (row) => numberAt(row, 2));
  const into = work.side.into("raw", RAW);
  const digests = new Map(fresh.map(({ raw, rawHash }) => [raw, rawHash]));
  for (const [bytes, id] of raws) {
    const facts = stored.get(id)?.length ?? 0;
    if (facts > 0) into.add(id, bytes, digests.get(bytes) ?? hash("sha256", bytes, "hex"), facts);
  }
  const ids = new Map(rows.map((row) => [row[1] as string | null, numberAt(row, 0)]));
  return entries.map((entry) => {
    if (entry.dedupe === undefined) return { id: -1, raw: rawOf(entry) };
    const id = firsts.get(entry.dedupe) === entry ? (ids.get(entry.dedupe) ?? 0) : 0;
    return id === 0 ? KNOWN : { id, raw: rawOf(entry) };
  });
}

async function numberRaws(work: Work, entries: readonly InboxFact[]): Promise<Map<Uint8Array, number>> {
  const bytes = [...new Set(entries.flatMap(({ raw }) => raw ?? []))];
  const ids = bytes.length === 0 ? [] : await work.context.ids.take(work.sql, "raw_ids", bytes.length);
  return new Map(bytes.map((each, place) => [each, ids[place] ?? 0]));
}

/** Why an item waits: another transaction locks the recipient, or the item may concern a later enrollment. */
export type Deferral = "locked" | "early";
