import type { RecordItem } from "@relance/spec";
import { type InboxFact, occurredAt } from "@relance/store";
import type { Work } from "../transaction/work.ts";

const INSERT = `insert into inbox (provider, received_at, occurred_at, fold, attempt, ref, dedupe, raw, type, bit, quality,
  error, item) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;

/** Requests of one batch, each kept once however many facts it carried. */
export class RawBytes {
  readonly #ids = new Map<Uint8Array, number>();
  readonly #mentions: ReadonlyMap<Uint8Array, readonly string[]>;

  constructor(items: readonly RecordItem[]) {
    this.#mentions = new Map(
      items.flatMap(({ raw, mentions }) =>
        raw === undefined || mentions === undefined ? [] : [[raw, mentions]],
      ),
    );
  }

  /** Of a request that tells of somebody who was forgotten nothing is kept, whoever else it tells of. */
  drop(work: Work, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) return;
    const id = this.#ids.get(bytes) ?? 0;
    if (id !== 0) work.sql.run("delete from raw where id = ?", id);
    this.#ids.set(bytes, 0);
  }

  idOf(work: Work, bytes: Uint8Array | undefined): number {
    if (bytes === undefined) return 0;
    let id = this.#ids.get(bytes);
    if (id === undefined) {
      const mentions = this.#mentions.get(bytes)?.join(" ") ?? null;
      id = work.sql.insert("insert into raw (bytes, mentions) values (?, ?)", bytes, mentions);
      this.#ids.set(bytes, id);
    }
    return id;
  }
}

/** Keeps one fact as received. 0 = it was known already (R1). */
export function store(work: Work, raws: RawBytes, entry: InboxFact): number {
  const isKnown =
    entry.dedupe !== undefined &&
    work.sql.row("select 1 from inbox where dedupe = ?", entry.dedupe) !== undefined;
  if (isKnown) return 0;
  return work.sql.insert(
    INSERT,
    entry.provider,
    work.now,
    occurredAt(entry.occurredAt, work.now),
    entry.fold,
    entry.attempt,
    entry.ref ?? null,
    entry.dedupe ?? null,
    raws.idOf(work, entry.raw),
    entry.type,
    entry.bit ?? 0,
    entry.quality ?? 0,
    entry.error ?? 0,
    entry.item ?? null,
  );
}
