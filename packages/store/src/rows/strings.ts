import type { Sql, StoredRow } from "./sql.ts";

const BY_TEXT = "select id, text from strings where text = any($1::text[])";
const ADD = "insert into strings (text) select text from unnest($1::text[]) u (text) where true on conflict do nothing";

type StringRow = StoredRow<"id", "text">;

/** Strings that the store replaces with small numbers. Processes cache committed strings forever. */
export class StringCache {
  readonly #ids = new Map<string, number>();
  readonly #strings = new Map<number, string>();

  async load(sql: Sql, texts: Iterable<string>): Promise<void> {
    const missing = [...new Set(texts)].filter((text) => !this.#ids.has(text));
    if (missing.length === 0) return;
    for (const { id, text } of await sql.all<StringRow>(BY_TEXT, missing)) this.keep(id, text);
  }

  async loadIds(sql: Sql, ids: Iterable<number>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => id !== 0 && !this.#strings.has(id));
    if (missing.length === 0) return;
    const rows = await sql.all<StringRow>("select id, text from strings where id = any($1::int[])", missing);
    for (const { id, text } of rows) this.keep(id, text);
  }

  find(text: string): number {
    return this.#ids.get(text) ?? 0;
  }

  textOf(id: number): string {
    return this.#strings.get(id) ?? "";
  }

  /** Must be called after a rollback: the database assigns the numbers again, so a cached number may be wrong. */
  forget(): void {
    this.#ids.clear();
    this.#strings.clear();
  }

  keep(id: number, text: string): void {
    this.#ids.set(text, id);
    this.#strings.set(id, text);
  }
}

/** The strings of one transaction. Strings that the transaction adds are cached when it commits. */
export class StringTable {
  readonly #strings: StringCache;
  readonly #sql: Sql;
  readonly #added = new Map<string, number>();

  constructor(cache: StringCache, sql: Sql) {
    this.#strings = cache;
    this.#sql = sql;
  }

  async need(texts: Iterable<string>): Promise<void> {
    const wanted = [...new Set(texts)].filter((text) => !this.#added.has(text));
    await this.#strings.load(this.#sql, wanted);
    const missing = wanted.filter((text) => this.#strings.find(text) === 0).sort(); // a fixed order prevents deadlocks
    if (missing.length === 0) return;
    await this.#sql.run(ADD, missing);
    for (const { id, text } of await this.#sql.all<StringRow>(BY_TEXT, missing)) this.#added.set(text, id);
  }

  async loadIds(ids: Iterable<number>): Promise<void> {
    await this.#strings.loadIds(this.#sql, ids);
  }

  idOf(text: string): number {
    const id = this.#strings.find(text) || this.#added.get(text);
    if (id === undefined) throw new Error(`the string ${JSON.stringify(text)} was not loaded before`);
    return id;
  }

  find(text: string): number {
    return this.#strings.find(text) || (this.#added.get(text) ?? 0);
  }

  async load(texts: Iterable<string>): Promise<void> {
    await this.#strings.load(this.#sql, texts);
  }

  textOf(id: number): string {
    return this.#strings.textOf(id);
  }

  publish(): void {
    for (const [text, id] of this.#added) this.#strings.keep(id, text);
  }
}
