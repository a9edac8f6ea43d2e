import { numberAt, type Sql } from "./sql.ts";

const BY_WORD = "select id, word from words where word = any($1::text[])";
const ADD = "insert into words (word) select u.word from unnest($1::text[]) u (word) where true on conflict do nothing";

/** Strings that the store replaces with small numbers. Processes cache committed strings forever. */
export class Words {
  readonly #ids = new Map<string, number>();
  readonly #words = new Map<number, string>();

  async load(sql: Sql, words: Iterable<string>): Promise<void> {
    const missing = [...new Set(words)].filter((word) => !this.#ids.has(word));
    if (missing.length === 0) return;
    for (const row of await sql.rows(BY_WORD, missing)) this.keep(numberAt(row, 0), row[1] as string);
  }

  async loadIds(sql: Sql, ids: Iterable<number>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => id !== 0 && !this.#words.has(id));
    if (missing.length === 0) return;
    const rows = await sql.rows("select id, word from words where id = any($1::int[])", missing);
    for (const row of rows) this.keep(numberAt(row, 0), row[1] as string);
  }

  find(word: string): number {
    return this.#ids.get(word) ?? 0;
  }

  wordOf(id: number): string {
    return this.#words.get(id) ?? "";
  }

  /** Must be called after a rollback: numbers are assigned again, so a cached word may not exist. */
  forget(): void {
    this.#ids.clear();
    this.#words.clear();
  }

  keep(id: number, word: string): void {
    this.#ids.set(word, id);
    this.#words.set(id, word);
  }
}

/** The words of one transaction. Words that the transaction adds enter the cache when it commits. */
export class WordBook {
  readonly #words: Words;
  readonly #sql: Sql;
  readonly #added = new Map<string, number>();

  constructor(words: Words, sql: Sql) {
    this.#words = words;
    this.#sql = sql;
  }

  async need(words: Iterable<string>): Promise<void> {
    const wanted = [...new Set(words)].filter((word) => !this.#added.has(word));
    await this.#words.load(this.#sql, wanted);
    const missing = wanted.filter((word) => this.#words.find(word) === 0).sort(); // a fixed order prevents deadlocks
    if (missing.length === 0) return;
    await this.#sql.run(ADD, missing);
    for (const row of await this.#sql.rows(BY_WORD, missing)) this.#added.set(row[1] as string, numberAt(row, 0));
  }

  async know(ids: Iterable<number>): Promise<void> {
    await this.#words.loadIds(this.#sql, ids);
  }

  idOf(word: string): number {
    const id = this.#words.find(word) || this.#added.get(word);
    if (id === undefined) throw new Error(`the word ${JSON.stringify(word)} was not loaded before`);
    return id;
  }

  find(word: string): number {
    return this.#words.find(word) || (this.#added.get(word) ?? 0);
  }

  async load(words: Iterable<string>): Promise<void> {
    await this.#words.load(this.#sql, words);
  }

  wordOf(id: number): string {
    return this.#words.wordOf(id);
  }

  publish(): void {
    for (const [word, id] of this.#added) this.#words.keep(id, word);
  }
}
