import { ATTEMPT, EVIDENCE_BIT, noChange, PHASE, receive } from "@relance/rules";
import type { EventKind } from "@relance/spec";
import { type AttemptRow, changeAttempt, provenState } from "../rows/attempt-facts.ts";
import { isForgotten } from "../rows/forgotten.ts";
import { clearInbox, FOLD } from "../rows/inbox-facts.ts";
import { nameOf } from "../rows/person-changes.ts";
import { listOf, type Row, type Sql } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

/** Skips locked items, because another process is applying them. */
const READ = `select id, ref, provider, bit, quality, raw, error from inbox where fold = ${FOLD.unmatched} and ref = any($1::text[])
  order by id for no key update skip locked`;
const ADOPT = `update inbox as i set fold = ${FOLD.applied}, attempt = u.attempt from unnest($1::bigint[], $2::bigint[]) u (id, attempt)
  where i.id = u.id`;

interface Item extends KeptReceipt {
  readonly id: number;
  readonly ref: string;
  readonly provider: number;
}

/** Receipts that arrived before the result of their send, and so name only the provider's id. */
export class Unmatched {
  readonly #items: ReadonlyMap<string, readonly Item[]>;
  readonly #adopted: { readonly id: number; readonly attempt: number }[] = [];

  constructor(rows: readonly Row[]) {
    const items = rows.map(([id, ref, provider, bit, quality, raw, error]) => ({
      id,
      ref,
      provider,
      bit,
      quality,
      raw,
      error,
    }));
    this.#items = Map.groupBy(items as unknown as Item[], ({ ref }) => ref);
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
    await work.sql.run(ADOPT, listOf(this.#adopted, "id"), listOf(this.#adopted, "attempt"));
    await clearForgotten(work, this.#adopted);
  }
}

/** Erases the raw bytes of items about forgotten recipients. The items themselves stay. */
export async function clearForgotten(
  work: Work,
  folded: readonly { readonly id: number; readonly attempt: number }[],
): Promise<void> {
  const personOf = (attempt: number) => work.rows.get(work.attempts.get(attempt)?.enrollment ?? 0);
  const theirs = folded.filter(({ attempt }) => isForgotten(personOf(attempt)));
  await clearInbox(work, listOf(theirs, "id"));
}

/** Applies receipts that arrived under the provider's id before the attempt had this id. */
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

export interface KeptReceipt {
  readonly bit: number;
  readonly quality: number;
  readonly raw: number;
  readonly error: number;
}

/**
 * Adds evidence to a locked attempt. The recipient's row changes only if it waits for this attempt. Returns the
 * milliseconds since acceptance for the message's first final receipt.
 */
export function foldReceipt(work: Work, attempt: AttemptRow, receipt: KeptReceipt): number | undefined {
  const { bit, quality, raw: source, error } = receipt;
  if ((attempt.bits & bit) === bit) return undefined;
  const { acceptedAt } = attempt;
  const bits = attempt.bits | bit;
  const proven = provenState(attempt, bits);
  if (attempt.state === ATTEMPT.uncertain && proven.state === ATTEMPT.accepted) work.side.hasTaken(attempt.provider);
  const isNewlyFinal = changeAttempt(work, attempt, proven.state, bits, proven.contrary);
  const answeredMs = isNewlyFinal ? work.now - (acceptedAt ?? work.now) : undefined; // the receipt may precede the result
  if (error !== 0) attempt.vendorError = error;
  const row = work.rows.get(attempt.enrollment);
  if (row === undefined) return answeredMs;
  const kind = EVENT[bit];
  if (kind !== undefined) work.event(row, { kind, cause: "none" }, { ...nameOf(attempt), source }, quality);
  const isCurrent = row.attempt === attempt.id && row.phase !== PHASE.idle;
  const change = isCurrent ? receive(row, work.version(row).plan, bit, work.now) : noChange();
  work.save(row, change, attempt);
  return answeredMs;
}
