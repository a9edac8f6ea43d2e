import type { SliceAnswer } from "@relance/spec";
import { FOLD, type KeptReceipt } from "@relance/store";
import { clearInbox, isOfForgotten } from "../erasing/clear-inbox.ts";
import { foldReceipt } from "../inbox/matching.ts";
import { findByRef, readAttempt } from "../sending/attempts.ts";
import type { Work } from "../transaction/work.ts";

const BATCH = 256;
/** Tries before an item is set aside for people (R18). */
const MAX_FOLDS = 3;

const NEW = `select id, provider, attempt, ref, bit, quality, raw, error, folds from inbox where fold = 0 order by received_at limit ${BATCH}`;

interface Item extends KeptReceipt {
  readonly id: number;
  readonly provider: number;
  readonly attempt: number;
  readonly ref: string | null;
  readonly folds: number;
}

/**
 * Applies stored items that could not be applied when they came. Those without a known attempt need no second look
 * here: the send's own answer adopts them when it brings the provider's id.
 */
export function fold(work: Work): SliceAnswer {
  let moved = 0;
  for (;;) {
    const items = work.sql.all<Item>(NEW);
    for (const item of items) moved += foldItem(work, item);
    if (items.length < BATCH) return { moved, byCause: {}, more: false, now: work.now };
    if (work.isSliceOver) return { moved, byCause: {}, more: true, now: work.now };
  }
}

function foldItem(work: Work, item: Item): number {
  const { id, provider, attempt: number, ref, bit, folds } = item;
  const { sql } = work;
  if (folds >= MAX_FOLDS) {
    sql.run("update inbox set fold = ? where id = ?", FOLD.quarantined, id);
    return 0;
  }
  const named = number === 0 ? undefined : readAttempt(sql, number);
  const attempt = named ?? (ref === null ? undefined : findByRef(work.context, provider, ref));
  if (attempt !== undefined && bit !== 0) foldReceipt(work, attempt, item);
  const state = attempt === undefined ? FOLD.unmatched : FOLD.applied;
  sql.run(
    "update inbox set fold = ?, folds = folds + 1, attempt = ? where id = ?",
    state,
    attempt?.id ?? 0,
    id,
  );
  if (attempt === undefined) return 0;
  if (isOfForgotten(work, attempt.enrollment)) clearInbox(work, id);
  return 1;
}
