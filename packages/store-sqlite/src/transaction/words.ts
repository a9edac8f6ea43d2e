import type { Sql } from "./sql.ts";

/** Names as small numbers: provider instances, codes, answers. */
export class Words {
  readonly #sql: Sql;
  readonly #ids = new Map<string, number>();
  readonly #words = new Map<number, string>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The number of a word, or 0 when the store never saw it. */
  find(word: string): number {
    const known = this.#ids.get(word);
    if (known !== undefined) return known;
    const row = this.#sql.row("select id from words where word = ?", word);
    if (row === undefined) return 0;
    return this.#keep(row[0] as number, word);
  }

  /** The number of a word; a new one is written in the open transaction. */
  idOf(word: string): number {
    const known = this.find(word);
    return known !== 0
      ? known
      : this.#keep(this.#sql.insert("insert into words (word) values (?)", word), word);
  }

  wordOf(id: number): string {
    const known = this.#words.get(id);
    if (known !== undefined) return known;
    const row = this.#sql.row("select word from words where id = ?", id);
    if (row === undefined) return "";
    this.#keep(id, row[0] as string);
    return row[0] as string;
  }

  #keep(id: number, word: string): number {
    this.#ids.set(word, id);
    this.#words.set(id, word);
    return id;
  }

  /** After a rollback: what was new is not there. */
  forget(): void {
    this.#ids.clear();
    this.#words.clear();
  }
}
