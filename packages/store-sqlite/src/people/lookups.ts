import { lookupHash } from "@relance/store";
import { BulkInsert } from "../transaction/bulk-insert.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";

/** What a hash is of. */
export const LOOKUP = { ref: 0, contact: 1 } as const;

/** So many new ones are merged into the index at once. */
const MERGE_AT = 16_384;

const TAIL = "select id, kind, hash, value from lookup_tail where id > ? order by id";
const FIRST = "select min(id) from lookup_tail";
const FIND = "select value from lookups where kind = ? and hash = ?";
const MERGE =
  "insert or ignore into lookups select kind, hash, value from lookup_tail order by kind, hash, value";

/**
 * Finds attempts and people by the hash of a text. The index is written in big sorted batches; what is not in it yet
 * is read once into memory.
 */
export class Lookups {
  readonly #sql: Sql;
  readonly #insert: BulkInsert;
  readonly #tail = new Map<number, number[]>();
  #first = 0;
  #last = 0;
  #size: number | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.#insert = new BulkInsert(sql, "lookup_tail", "kind, hash, value");
  }

  add(kind: number, text: string, value: number): void {
    this.#insert.add(kind, lookupHash(text), value);
    if (this.#size !== undefined) this.#size += 1;
  }

  /** Candidates: different texts may share a hash, so the caller compares the text itself. */
  find(kind: number, text: string): readonly number[] {
    this.#insert.flush();
    this.#catchUp();
    const hash = lookupHash(text);
    const found = new Set(this.#tail.get(keyOf(kind, hash)));
    for (const row of this.#sql.rows(FIND, kind, hash)) found.add(numberAt(row, 0));
    return [...found];
  }

  /** Reads what was added since, by whichever process. */
  #catchUp(): void {
    const first = Number(this.#sql.row(FIRST)?.[0] ?? 0);
    if (first !== this.#first) this.forget(); // merged meanwhile
    this.#first = first;
    if (first === 0) return;
    for (const row of this.#sql.rows(TAIL, this.#last)) {
      this.#last = numberAt(row, 0);
      const key = keyOf(numberAt(row, 1), numberAt(row, 2));
      const values = this.#tail.get(key);
      if (values === undefined) this.#tail.set(key, [numberAt(row, 3)]);
      else values.push(numberAt(row, 3));
    }
  }

  /** Ends a transaction: writes what was added, and merges once enough has gathered. */
  flush(): void {
    this.#insert.flush();
    this.#size ??= numberAt(this.#sql.row("select count(*) from lookup_tail") ?? [0], 0);
    if (this.#size < MERGE_AT) return;
    this.#sql.run(MERGE);
    this.#sql.run("delete from lookup_tail");
    this.forget();
  }

  /** After a merge, or after a rollback: what was read may not be there. */
  forget(): void {
    this.#insert.forget();
    this.#tail.clear();
    this.#first = 0;
    this.#last = 0;
    this.#size = undefined;
  }
}

function keyOf(kind: number, hash: number): number {
  return hash * 2 + kind;
}
