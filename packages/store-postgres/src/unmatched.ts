import type { AttemptRow } from "./attempts.ts";
import { numbers, texts } from "./literals.ts";
import { foldReceipt } from "./matching.ts";
import { numberAt } from "./sql.ts";
import type { Work } from "./work.ts";

/** Whoever folds the same items at this moment is left to it. */
const READ = `select id, ref, provider, bit from inbox where fold = 2 and ref = any($1::text[])
  order by id for no key update skip locked`;
const ADOPT = `update inbox i set fold = 1, attempt = u.attempt from unnest($1::bigint[], $2::bigint[]) u (id, attempt)
  where i.id = u.id`;

interface Item {
  readonly id: number;
  readonly provider: number;
  readonly bit: number;
}

/** Receipts that came before the answer of their send, and named only the provider's id. */
export class Unmatched {
  readonly #items = new Map<string, Item[]>();
  readonly #adopted: { readonly id: number; readonly attempt: number }[] = [];

  static async read(work: Work, refs: readonly string[]): Promise<Unmatched> {
    const unmatched = new Unmatched();
    const sane = refs.filter((ref) => !ref.includes("\0"));
    if (sane.length === 0) return unmatched;
    for (const row of await work.sql.rows(READ, texts(sane))) {
      const item = { id: numberAt(row, 0), provider: numberAt(row, 2), bit: numberAt(row, 3) };
      const known = unmatched.#items.get(row[1] as string);
      if (known === undefined) unmatched.#items.set(row[1] as string, [item]);
      else known.push(item);
    }
    return unmatched;
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
    const ids = numbers(this.#adopted.map(({ id }) => id));
    await work.sql.run(ADOPT, ids, numbers(this.#adopted.map(({ attempt }) => attempt)));
  }
}

/** The attempt has its reference now: what was reported under it counts. */
export function adoptUnmatched(work: Work, attempt: AttemptRow, unmatched: Unmatched): void {
  for (const { bit } of unmatched.take(attempt)) if (bit !== 0) foldReceipt(work, attempt, bit);
}
