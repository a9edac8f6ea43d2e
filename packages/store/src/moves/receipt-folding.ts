import { hash } from "node:crypto";
import { ATTEMPT, EVIDENCE_BIT, isDead, noChange, PHASE, receive, receiveLate } from "@relance/rules";
import { channelNumbered, type EventKind } from "@relance/spec";
import { type AttemptRow, changeAttempt, provenState } from "../rows/attempt-facts.ts";
import { isForgotten } from "../rows/forgotten.ts";
import { clearInbox, FOLD, type InboxFact, occurredAt } from "../rows/inbox-facts.ts";
import { attemptName } from "../rows/person-changes.ts";
import { numberAt, numbersIn, pluck, type Row, type Sql, type StoredRow, splitColumns } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

/** SQL: reads items, but skips locked ones, because another process is applying them. */
const READ = `select id, ref, provider, bit, quality, raw, error from inbox where fold = ${FOLD.unmatched} and ref = any($1::text[])
  order by id for no key update skip locked`;
const ADOPT = `update inbox as i set fold = ${FOLD.applied}, attempt = u.attempt from unnest($1::bigint[], $2::bigint[]) u (id, attempt)
  where i.id = u.id`;

type Item = KeptReceipt & StoredRow<"id" | "provider", "ref">;

export class Unmatched {
  readonly #items: ReadonlyMap<string, readonly Item[]>;
  readonly #adopted: { readonly id: number; readonly attempt: number }[] = [];

  constructor(rows: readonly Row[]) {
    const items = rows.map((row) => {
      const [id, ref, provider, bit, quality, raw, error] = row;
      return { id, ref, provider, bit, quality, raw, error } as Item;
    });
    this.#items = Map.groupBy(items, ({ ref }) => ref);
  }

  static async read(sql: Sql, refs: readonly string[]): Promise<Row[]> {
    const sane = refs.filter((ref) => !ref.includes("\0"));
    return sane.length === 0 ? [] : sql.rows(READ, sane);
  }

  take({ id: attempt, ref, provider }: AttemptRow): readonly Item[] {
    const own = (ref === null ? undefined : this.#items.get(ref))?.filter((item) => item.provider === provider) ?? [];
    for (const { id } of own) this.#adopted.push({ id, attempt });
    return own;
  }

  async save(work: Work): Promise<void> {
    if (this.#adopted.length === 0) return;
    await work.sql.run(ADOPT, pluck(this.#adopted, "id"), pluck(this.#adopted, "attempt"));
    await clearForgotten(work, this.#adopted);
  }
}

export async function clearForgotten(
  work: Work,
  folded: readonly { readonly id: number; readonly attempt: number }[],
): Promise<void> {
  const personForAttempt = (attempt: number) => work.rows.get(work.attempts.get(attempt)?.enrollment ?? 0);
  const theirs = folded.filter(({ attempt }) => isForgotten(personForAttempt(attempt)));
  await clearInbox(work, pluck(theirs, "id"));
}

export function adoptUnmatched(work: Work, attempt: AttemptRow, unmatched: Unmatched): void {
  for (const item of unmatched.take(attempt)) if (item.bit !== 0) foldReceipt(work, attempt, item);
}

const EVENT: Readonly<Record<number, EventKind>> = {
  [EVIDENCE_BIT.inTransit]: "attempt.in-transit",
  [EVIDENCE_BIT.delivered]: "attempt.delivered",
  [EVIDENCE_BIT.engaged]: "attempt.engaged",
  [EVIDENCE_BIT.undeliveredTemporary]: "attempt.undelivered",
  [EVIDENCE_BIT.undeliveredPermanent]: "attempt.undelivered",
};

export type KeptReceipt = StoredRow<"bit" | "quality" | "raw" | "error">;

/** Adds a receipt to a locked attempt. Returns the milliseconds from acceptance to the first final receipt. */
export function foldReceipt(work: Work, attempt: AttemptRow, receipt: KeptReceipt): number | undefined {
  const { bit, quality, raw: source, error } = receipt;
  if ((attempt.bits & bit) === bit) return undefined;
  const { acceptedAt } = attempt;
  const bits = attempt.bits | bit;
  const proven = provenState(attempt, bits);
  if (attempt.state === ATTEMPT.uncertain && proven.state === ATTEMPT.accepted) work.health.hasTaken(attempt.provider);
  const isNewlyFinal = changeAttempt(work, attempt, proven.state, bits, proven.contrary);
  const answeredMs = isNewlyFinal ? work.now - (acceptedAt ?? work.now) : undefined; // a receipt may precede the result
  if (error !== 0) attempt.vendorError = error;
  const row = work.rows.get(attempt.enrollment);
  if (row === undefined) return answeredMs;
  const kind = EVENT[bit];
  if (kind !== undefined) work.event(row, { kind, cause: "none" }, { ...attemptName(attempt), source }, quality);
  const isCurrent = row.attempt === attempt.id && row.phase !== PHASE.idle;
  const { plan } = work.version(row);
  if (isCurrent) work.save(row, receive(row, plan, bit, work.now), attempt);
  else {
    receiveLate(row, channelNumbered(attempt.channel), attempt);
    if (isDead(bits, channelNumbered(attempt.channel))) work.lateResults.add(row);
    work.save(row, noChange(), attempt);
  }
  return answeredMs;
}

export interface KeptFact {
  /** Number of the stored item; 0 if the item was already stored; -1 if the number is unknown. */
  readonly id: number;
  readonly raw: number;
}

const KNOWN: KeptFact = { id: 0, raw: 0 };

const COLUMNS = splitColumns(`received_at bigint, occurred_at bigint, attempt bigint, provider int, error int,
  fold smallint, type smallint, bit smallint, quality smallint, has_detail smallint, raw bigint, ref text, dedupe text,
  item text`);

const STORED = "on conflict do nothing returning id, dedupe, raw";

const RAW = splitColumns("id bigint, bytes bytea, digest text, facts int");

export async function storeAll(work: Work, entries: readonly InboxFact[]): Promise<readonly KeptFact[]> {
  const firsts = new Map<string, InboxFact>();
  for (const entry of entries) {
    if (entry.dedupe !== undefined && !firsts.has(entry.dedupe)) firsts.set(entry.dedupe, entry);
  }
  const unnamed = entries.filter(({ dedupe }) => dedupe === undefined);
  // a fixed order prevents deadlocks between two receivers
  const named = [...firsts.values()].sort(({ dedupe: a = "" }, { dedupe: b = "" }) => (a < b ? -1 : 1));
  const fresh = [...unnamed, ...named];
  if (fresh.length === 0) return entries.map(() => KNOWN);
  const raws = await numberRaws(work, fresh);
  const rawId = ({ raw }: InboxFact) => (raw === undefined ? 0 : (raws.get(raw) ?? 0));
  const inboxCells = (entry: InboxFact) => {
    const { attempt, provider, error = 0, fold, type, bit = 0, quality = 0, ref = null, dedupe = null } = entry;
    const { hasDetail = 0, item = null } = entry;
    const at = occurredAt(entry.occurredAt, work.now);
    const raw = rawId(entry);
    return [work.now, at, attempt, provider, error, fold, type, bit, quality, hasDetail, raw, ref, dedupe, item];
  };
  for (const entry of unnamed) work.health.into("inbox", COLUMNS).add(...inboxCells(entry));
  const rows = named.length === 0 ? [] : await work.sql.insert("inbox", COLUMNS, named.map(inboxCells), STORED);
  const stored = Object.groupBy([...unnamed.map(rawId), ...numbersIn(rows, 2)], (raw) => raw);
  const into = work.health.into("raw", RAW);
  const digests = new Map(fresh.map(({ raw, rawHash }) => [raw, rawHash]));
  for (const [bytes, id] of raws) {
    const facts = stored[id]?.length ?? 0;
    if (facts > 0) into.add(id, bytes, digests.get(bytes) ?? hash("sha256", bytes, "hex"), facts);
  }
  const ids = new Map(rows.map((row) => [row[1] as string | null, numberAt(row, 0)]));
  return entries.map((entry) => {
    if (entry.dedupe === undefined) return { id: -1, raw: rawId(entry) };
    const id = firsts.get(entry.dedupe) === entry ? (ids.get(entry.dedupe) ?? 0) : 0;
    return id === 0 ? KNOWN : { id, raw: rawId(entry) };
  });
}

async function numberRaws(work: Work, entries: readonly InboxFact[]): Promise<Map<Uint8Array, number>> {
  const bytes = [...new Set(entries.flatMap(({ raw }) => raw ?? []))];
  const ids = bytes.length === 0 ? [] : await work.context.ids.take(work.sql, "raw_ids", bytes.length);
  return new Map(bytes.map((each, place) => [each, ids[place] ?? 0]));
}

/** Why an item is applied later: another transaction locks the recipient, or a later enrollment may need the item. */
export type Deferral = "locked" | "early";
