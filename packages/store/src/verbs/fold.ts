import { EVIDENCE_BIT } from "@relance/rules";
import {
  type BatchAnswer,
  CONFIRM_STOP_MS,
  type FirstFinal,
  type RecordAnswer,
  type StopConfirmation,
} from "@relance/spec";
import { returnToMissedSteps } from "../moves/changing-contacts.ts";
import { clearForgotten, foldReceipt, type KeptReceipt } from "../moves/receipt-folding.ts";
import { attemptsByRef } from "../rows/attempt-rows.ts";
import { FOLD, INBOX_TYPE, TOLD } from "../rows/inbox-facts.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const MAX_FOLDS = 3;
const DELIVERED = EVIDENCE_BIT.delivered | EVIDENCE_BIT.engaged;
/** A receipt waits this many milliseconds for the result of its send. */
const CROSSING_MS = 60_000;

const SELECT = "select i.id, i.provider, i.attempt, i.ref, i.bit, i.quality, i.raw, i.error, i.folds from inbox i";

const NEW = `${SELECT} where i.fold = ${FOLD.new} order by i.received_at limit $1 for update skip locked`;

/** SQL: receipts committed in parallel with the result of their send, so that neither transaction saw the other. */
const CROSSED = `${SELECT} where i.fold = ${FOLD.unmatched} and i.attempt = 0 and i.type <> ${INBOX_TYPE.reply} and i.received_at > $2
  and exists (select 1 from attempts a where a.ref = i.ref and a.provider = i.provider)
  order by i.received_at limit $1 for update skip locked`;

const WRITE = `update inbox as i set fold = u.fold, folds = i.folds + 1, attempt = u.attempt
  from unnest($1::bigint[], $2::smallint[], $3::bigint[]) u (id, fold, attempt) where i.id = u.id`;

export const FAILED_FOLD: string = `update inbox set folds = folds + 1,
  fold = case when folds + 1 < ${MAX_FOLDS} then fold else ${FOLD.quarantined} end
  where id = (select id from inbox where fold = ${FOLD.new} order by received_at limit 1 for update skip locked)`;

type Item = KeptReceipt & StoredRow<"id" | "provider" | "attempt" | "folds", never, "ref">;

/** Applies stored items that could not be applied when they arrived: the row was locked, or the attempt unknown. */
export async function fold(work: Work, limit: number = work.context.settings.batch): Promise<BatchAnswer> {
  const fresh = await work.sql.all<Item>(NEW, limit);
  const crossed = await work.sql.all<Item>(CROSSED, limit, work.now - CROSSING_MS);
  const items = [...fresh, ...crossed];
  const refs = items.flatMap(({ attempt, ref }) => (attempt === 0 && ref !== null ? ref : []));
  const byRef = await attemptsByRef(work.sql, refs);
  const found = items.map(({ attempt, provider, ref }) => attempt || byRef(provider, ref ?? undefined));
  const known = found.filter((id) => id !== 0);
  await work.attempts.lock(known, { skipLocked: true });
  const folded = items.flatMap((item, place) => foldItem(work, item, found[place] ?? 0) ?? []);
  await returnToMissedSteps(work);
  if (folded.length > 0) {
    await work.sql.run(WRITE, pluck(folded, "id"), pluck(folded, "state"), pluck(folded, "attempt"));
  }
  await clearForgotten(work, folded);
  const moved = folded.filter(({ state }) => state === FOLD.applied).length;
  const answered = await firstFinals(work, folded);
  const confirmations = await owedConfirmations(work);
  return {
    moved,
    more: fresh.length === limit && moved > 0,
    now: work.now,
    ...(answered.length === 0 ? {} : { answered }),
    ...(confirmations.length === 0 ? {} : { confirmations }),
  };
}

const OWED = `update replies set is_told = ${TOLD.yes} where id in (select id from replies
  where is_told = ${TOLD.owed} and received_at > $1 order by received_at limit 100 for update skip locked)
  returning inbox, enrollment, received_at as "receivedAt", digest`;
const SENDERS = "select i.id, w.text from inbox i join strings w on w.id = i.provider where i.id = any($1::bigint[])";

/** Marks confirmations of a STOP as sent before it returns them, so that a crash causes no second confirmation. */
async function owedConfirmations({ sql, now }: Work): Promise<readonly StopConfirmation[]> {
  const owed = await sql.all<StoredRow<"inbox" | "enrollment" | "receivedAt", "digest">>(OWED, now - CONFIRM_STOP_MS);
  if (owed.length === 0) return [];
  const senders = await sql.all<StoredRow<"id", "text">>(SENDERS, pluck(owed, "inbox"));
  const providers = new Map(senders.map(({ id, text }) => [id, text]));
  return owed.map(({ inbox, receivedAt, ...reply }) => {
    return { ...reply, provider: providers.get(inbox) ?? "", until: receivedAt + CONFIRM_STOP_MS };
  });
}

async function firstFinals(work: Work, folded: readonly Folded[]): Promise<readonly FirstFinal[]> {
  const final = folded.flatMap(({ answeredMs: ms, provider, bit }) => (ms === undefined ? [] : { ms, provider, bit }));
  await work.strings.loadIds(final.map(({ provider }) => provider));
  return final.map(({ ms, provider, bit }) => ({
    provider: work.strings.textOf(provider),
    outcome: (bit & DELIVERED) === 0 ? "undelivered" : "delivered",
    ms,
  }));
}

type Folded = StoredRow<"id" | "state" | "attempt" | "provider" | "bit"> & Pick<RecordAnswer, "answeredMs">;

/** Returns `undefined` if another transaction locks the row. The next pass tries again. */
function foldItem(work: Work, item: Item, found: number): Folded | undefined {
  const { id, bit, provider, folds } = item;
  if (folds >= MAX_FOLDS) return { id, provider, bit, state: FOLD.quarantined, attempt: found };
  if (found === 0) return { id, provider, bit, state: FOLD.unmatched, attempt: 0 };
  const attempt = work.attempts.get(found);
  if (attempt === undefined) return undefined;
  const answeredMs = bit === 0 ? undefined : foldReceipt(work, attempt, item);
  return { id, provider, bit, state: FOLD.applied, attempt: found, answeredMs };
}
