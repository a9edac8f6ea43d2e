import { evidenceBit, FLAG } from "@relance/rules";
import { QUALITIES, type ReceiptItem, type RecordAnswer, type SignalItem } from "@relance/spec";
import { returnToMissedSteps } from "../moves/changing-contacts.ts";
import { foldReceipt, type KeptFact, storeAll } from "../moves/receipt-folding.ts";
import type { AttemptRow } from "../rows/attempt-facts.ts";
import { attemptsByRef } from "../rows/attempt-rows.ts";
import { isForgotten } from "../rows/forgotten.ts";
import {
  FOLD,
  INBOX_TYPE,
  type InboxFact,
  keptCode,
  REPEATED,
  type ReportEntry,
  receiptName,
  signalFact,
} from "../rows/inbox-facts.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

interface HiddenReports {
  readonly reports: ReadonlySet<ReportEntry>;
  readonly requests: ReadonlySet<Uint8Array>;
}

const SIGNALLED = `select a.id, e.flags & ${FLAG.forgotten} as forgotten from attempts a join enrollments e on e.id = a.enrollment
  where a.id = any($1::bigint[])`;

async function signalledBy(work: Work, items: readonly ReportEntry[]): Promise<ReadonlyMap<number, boolean>> {
  const named = items.flatMap(({ item }) => (item.type === "signal" ? numberIn(work, item) : []));
  const rows = named.length === 0 ? [] : await work.sql.all<StoredRow<"id" | "forgotten">>(SIGNALLED, named);
  return new Map(rows.map(({ id, forgotten }) => [id, forgotten !== 0]));
}

const UNLOCKED = "select id, provider, bits from attempts where id = any($1::bigint[])";

function numberIn({ context }: Work, { attemptId = "" }: ReceiptItem | SignalItem): number {
  return context.attemptIds.numberOf(attemptId) ?? 0;
}

interface Found {
  readonly one: ReportEntry;
  readonly place: number;
  readonly attempt: number;
}

/** Stores reports, and applies those whose attempt is known and not locked. `fold` applies the others. */
export async function record(work: Work, items: readonly ReportEntry[]): Promise<readonly RecordAnswer[]> {
  await work.strings.need(pluck(items, "provider"));
  const signalled = await signalledBy(work, items);
  const named = await readNamed(work, items);
  const found = await match(work, items, signalled, named);
  const seen = new Set<string>();
  const isHidden = ({ item }: ReportEntry, place: number) => {
    const id = found[place] ?? 0;
    if (item.type === "signal") return signalled.get(id) === true;
    return isForgotten(work.rows.get(work.attempts.get(id)?.enrollment ?? 0)); // `fold` checks unlocked attempts
  };
  const hidden = new Set(items.filter(isHidden));
  const requests = new Set([...hidden].flatMap(({ raw }) => raw ?? []));
  const fresh = items.flatMap((one, place) => {
    const about = { one, place, attempt: found[place] ?? 0 };
    return isRepeat(work, named, about, seen) ? [] : about;
  });
  await work.strings.need(fresh.flatMap((about) => refusalCode(about) ?? []));
  const entries = fresh.map((about) => toInboxFact(work, about, { reports: hidden, requests }));
  const kept = await storeAll(work, entries);
  const answers = new Map(entries.map((entry, k) => [fresh[k]?.place, apply(work, entry, kept[k])]));
  await returnToMissedSteps(work);
  return items.map((_, place) => answers.get(place) ?? REPEATED);
}

/** Returns the API's code if an attempt may match the receipt; other receipts must not add strings to the store. */
function refusalCode({ one: { item }, attempt }: Found): string | undefined {
  if (item.type !== "receipt" || (attempt === 0 && item.ref === undefined)) return undefined;
  return keptCode(item.errorCode);
}

/** True if the attempt has this evidence. An item with a nonce is stored anyway, to use up the nonce. */
function isRepeat({ attempts }: Work, named: NamedAttempts, { one: { item }, attempt }: Found, seen: Set<string>) {
  if (item.type === "signal" || item.nonce !== undefined) return false;
  const bit = evidenceBit(item);
  const known = attempts.get(attempt) ?? named.get(attempt);
  if (known === undefined) return false;
  const isKnown = (known.bits & bit) !== 0 || seen.has(`${attempt} ${bit}`);
  seen.add(`${attempt} ${bit}`);
  return isKnown;
}

/** Finds each report's attempt by our id, otherwise by the provider's id; 0 if it is unknown. Locks the attempts. */
async function match(
  work: Work,
  items: readonly ReportEntry[],
  signalled: ReadonlyMap<number, boolean>,
  named: NamedAttempts,
): Promise<readonly number[]> {
  const isOurs = ({ item, provider }: ReportEntry) =>
    item.type !== "signal" && named.get(numberIn(work, item))?.provider === work.stringId(provider);
  const byRef = await attemptsByRef(
    work.sql,
    items.flatMap((one) => (one.item.type === "receipt" && !isOurs(one) ? refsIn(work, one) : [])),
  );
  const found = items.map((one) => {
    const number = numberIn(work, one.item);
    if (one.item.type === "signal") return signalled.has(number) ? number : 0;
    if (isOurs(one)) return number;
    const provider = work.stringId(one.provider);
    return refsIn(work, one).reduce((id, ref) => id || byRef(provider, ref), 0);
  });
  await work.attempts.lock(
    found.filter((id, place) => id !== 0 && !named.has(id) && items[place]?.item.type === "receipt"),
    { skipLocked: true },
  );
  return found;
}

function refsIn(work: Work, { item, refNames = [] }: ReportEntry): string[] {
  return item.type === "receipt" && item.ref !== undefined && !isOutside(work, item) ? [item.ref, ...refNames] : [];
}

/** A message outside the ledger, such as an answer to a reply, may have the same provider's id as an attempt. */
function isOutside({ context }: Work, { attemptId }: ReceiptItem): boolean {
  return attemptId !== undefined && context.attemptIds.numberOf(attemptId) === undefined;
}

type NamedAttempts = ReadonlyMap<number, Pick<AttemptRow, "id" | "provider" | "bits">>;

/** Reads the attempts that the reports name, and locks those that no other transaction locks. */
async function readNamed(work: Work, items: readonly ReportEntry[]): Promise<NamedAttempts> {
  const ids = [...new Set(items.flatMap(({ item }) => (item.type === "signal" ? [] : numberIn(work, item) || [])))];
  const held = new Map((await work.attempts.lock(ids, { skipLocked: true })).map((row) => [row.id, row]));
  const others = ids.filter((id) => !held.has(id));
  const read = others.length === 0 ? [] : await work.sql.all<AttemptRow>(UNLOCKED, others);
  return new Map([...held, ...read.map((row) => [row.id, row] as const)]);
}

function toInboxFact(work: Work, about: Found, hidden: HiddenReports): InboxFact {
  const { one, attempt: found } = about;
  const provider = work.stringId(one.provider);
  const { item, rawHash } = one;
  const raw = one.raw !== undefined && hidden.requests.has(one.raw) ? undefined : one.raw;
  if (item.type === "signal") {
    const entry = signalFact(provider, item, { raw, rawHash, meaning: one.meaning }, found);
    return hidden.reports.has(one) ? { ...entry, item: undefined } : entry;
  }
  const bit = evidenceBit(item);
  const isHeld = work.attempts.get(found) !== undefined;
  const code = refusalCode(about);
  return {
    type: INBOX_TYPE.receipt,
    provider,
    attempt: found,
    bit,
    raw,
    rawHash,
    occurredAt: item.occurredAt,
    fold: isHeld ? FOLD.applied : found === 0 ? FOLD.unmatched : FOLD.new,
    ref: hidden.reports.has(one) || isOutside(work, item) ? undefined : item.ref,
    dedupe: receiptName(provider, item, { attempt: found, isHeld, bit }),
    quality: QUALITIES.indexOf(item.quality),
    error: code === undefined ? 0 : work.stringId(code),
  };
}

function apply(work: Work, entry: InboxFact, stored: KeptFact | undefined): RecordAnswer {
  if (stored === undefined || stored.id === 0) return REPEATED;
  if (entry.fold === FOLD.unmatched) return { status: "stored", fold: "unmatched" };
  if (entry.fold === FOLD.new) return { status: "stored", fold: "later" };
  const attempt = work.attempts.get(entry.attempt);
  const { bit = 0, quality = 0, error = 0 } = entry;
  if (attempt === undefined || entry.type === INBOX_TYPE.signal) return { status: "stored", fold: "applied" };
  const answeredMs = foldReceipt(work, attempt, { bit, quality, raw: stored.raw, error });
  return { status: "stored", fold: "applied", ...(answeredMs === undefined ? {} : { answeredMs }) };
}
