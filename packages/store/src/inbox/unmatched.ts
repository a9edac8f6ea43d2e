import { clearInbox } from "../erasing/clear-inbox.ts";
import { isForgotten } from "../people/forgotten.ts";
import type { AttemptRow } from "../sending/attempt-rows.ts";
import { listOf, numberAt, type Row, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { FOLD } from "./inbox-facts.ts";
import { foldReceipt, type KeptReceipt } from "./receipt-folding.ts";

/** Whoever folds the same items at this moment is left to it. */
const READ = `select id, ref, provider, bit, quality, raw, error from inbox where fold = ${FOLD.unmatched} and ref = any($1::text[])
  order by id for no key update skip locked`;
const ADOPT = `update inbox as i set fold = ${FOLD.applied}, attempt = u.attempt from unnest($1::bigint[], $2::bigint[]) u (id, attempt)
  where i.id = u.id`;

interface Item extends KeptReceipt {
  readonly id: number;
  readonly provider: number;
}

/** Receipts that came before the answer of their send, and named only the provider's id. */
export class Unmatched {
  readonly #items = new Map<string, Item[]>();
  readonly #adopted: { readonly id: number; readonly attempt: number }[] = [];

  /** @param rows - what {@link read} answered */
  constructor(rows: readonly Row[]) {
    for (const row of rows) {
      const item = {
        id: numberAt(row, 0),
        provider: numberAt(row, 2),
        bit: numberAt(row, 3),
        quality: numberAt(row, 4),
        raw: numberAt(row, 5),
        error: numberAt(row, 6),
      };
      const known = this.#items.get(row[1] as string);
      if (known === undefined) this.#items.set(row[1] as string, [item]);
      else known.push(item);
    }
  }

  static async read(sql: Sql, refs: readonly string[]): Promise<Row[]> {
    const sane = refs.filter((ref) => !ref.includes("\0"));
    return sane.length === 0 ? [] : sql.rows(READ, listOf(sane));
  }

  /** Takes those that are about this attempt. */
  take({ id: attempt, ref, provider }: AttemptRow): readonly Item[] {
    const own =
      (ref === null ? undefined : this.#items.get(ref))?.filter((item) => item.provider === provider) ?? [];
    for (const { id } of own) this.#adopted.push({ id, attempt });
    return own;
  }

  async save(work: Work): Promise<void> {
    if (this.#adopted.length === 0) return;
    const ids = listOf(this.#adopted.map(({ id }) => id));
    await work.sql.run(ADOPT, ids, listOf(this.#adopted.map(({ attempt }) => attempt)));
    const enrollmentOf = (id: number) => work.attempts.get(id)?.enrollment ?? 0;
    const forgotten = this.#adopted.filter(({ attempt }) =>
      isForgotten(work.rows.get(enrollmentOf(attempt))),
    );
    await clearInbox(
      work,
      forgotten.map(({ id }) => id),
    );
  }
}

/** The attempt has its reference now: what was reported under it counts. */
export function adoptUnmatched(work: Work, attempt: AttemptRow, unmatched: Unmatched): void {
  for (const item of unmatched.take(attempt)) if (item.bit !== 0) foldReceipt(work, attempt, item);
}
