import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

/** A row as an array: twice as fast as an object, for the hot paths. */
export type Row = readonly (SQLOutputValue | undefined)[];

/** One connection with its prepared statements; a statement's text is its name. */
export class Sql {
  readonly #db: DatabaseSync;
  readonly #objects = new Map<string, StatementSync>();
  readonly #arrays = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  #prepare(cache: Map<string, StatementSync>, text: string, isArray: boolean): StatementSync {
    let statement = cache.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      if (isArray) statement.setReturnArrays(true);
      cache.set(text, statement);
    }
    return statement;
  }

  one<T>(text: string, ...values: SQLInputValue[]): T | undefined {
    return this.#prepare(this.#objects, text, false).get(...values) as T | undefined;
  }

  all<T>(text: string, ...values: SQLInputValue[]): T[] {
    return this.#prepare(this.#objects, text, false).all(...values) as T[];
  }

  row(text: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(this.#arrays, text, true).get(...values) as unknown as Row | undefined;
  }

  rows(text: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(this.#arrays, text, true).all(...values) as unknown as Row[];
  }

  /** Rows one after another: nothing holds all of them. */
  each(text: string): Iterable<Row> {
    return this.#prepare(this.#arrays, text, true).iterate() as unknown as Iterable<Row>;
  }

  /** Rows changed. */
  run(text: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(this.#objects, text, false).run(...values).changes);
  }

  /** The new row's id. */
  insert(text: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(this.#objects, text, false).run(...values).lastInsertRowid);
  }

  exec(text: string): void {
    this.#db.exec(text);
  }

  get isTransaction(): boolean {
    return this.#db.isTransaction;
  }

  close(): void {
    this.#objects.clear();
    this.#arrays.clear();
    if (this.#db.isOpen) this.#db.close();
  }
}

/** The number in a column that is never null. */
export function numberAt(row: Row, column: number): number {
  return row[column] as number;
}
