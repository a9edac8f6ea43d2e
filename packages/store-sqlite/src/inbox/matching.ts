import { ATTEMPT, PHASE, receive } from "@relance/rules";
import {
  type AttemptFacts,
  before,
  type KeptReceipt,
  nameOf,
  provenState,
  receiptEvent,
} from "@relance/store";
import { clearInbox, isOfForgotten } from "../erasing/clear-inbox.ts";
import { readHot } from "../people/row.ts";
import { changeAttempt } from "../sending/attempts.ts";
import { noteTaken } from "../sending/providers.ts";
import type { Work } from "../transaction/work.ts";

const UNMATCHED =
  "select id, bit, quality, raw, error from inbox where fold = 2 and ref = ? and provider = ?";
const KEEP_CODE = "update attempts set vendor_error = ? where id = ?";
const ADOPT = "update inbox set fold = 1, attempt = ? where id = ?";

/**
 * Adds one piece of evidence to an attempt, whatever became of it and of the person since; the person's row hears
 * of it only while it still waits for this attempt.
 */
export function foldReceipt(work: Work, attempt: AttemptFacts, receipt: KeptReceipt): void {
  const { bit, quality, raw: source, error } = receipt;
  if ((attempt.bits & bit) === bit) return;
  const bits = attempt.bits | bit;
  const row = readHot(work.sql, attempt.enrollment);
  const kind = receiptEvent(bit);
  const proven = provenState(attempt, bits);
  if (attempt.state === ATTEMPT.uncertain && proven.state === ATTEMPT.accepted)
    noteTaken(work, attempt.provider);
  changeAttempt(work, attempt, proven.state, bits, proven.contrary);
  if (error !== 0) work.sql.run(KEEP_CODE, error, attempt.id);
  if (row === undefined) return;
  const was = before(row);
  if (kind !== undefined) work.event(row, { kind, cause: "none" }, { ...nameOf(attempt), source }, quality);
  const isCurrent = row.attempt === attempt.id && row.phase !== PHASE.idle;
  const change = isCurrent ? receive(row, work.version(row).plan, bit, work.now) : { events: [] };
  work.save(row, was, change, attempt);
}

interface UnmatchedItem extends KeptReceipt {
  readonly id: number;
}

/** Receipts that came before the answer of the send, and named only the provider's id. */
export function adoptUnmatched(work: Work, attempt: AttemptFacts, ref: string | undefined): void {
  if (ref === undefined || !work.hasUnmatched) return;
  const isForgotten = isOfForgotten(work, attempt.enrollment);
  for (const item of work.sql.all<UnmatchedItem>(UNMATCHED, ref, attempt.provider)) {
    work.sql.run(ADOPT, attempt.id, item.id);
    if (isForgotten) clearInbox(work, item.id);
    if (item.bit !== 0) foldReceipt(work, attempt, item);
  }
}
