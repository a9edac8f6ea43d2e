import type { Cell, Column, ColumnType, Value } from "./sql.ts";

/** A column of an update; `set` is an expression over the row `a` and the new values `u`. */
export type ChangedColumn = readonly [name: string, type: ColumnType, set?: string];

/**
 * Collects what a transaction writes at its end. No two parts may change the same row, because some databases run all
 * parts as one statement, in which no part sees the writes of another.
 */
export interface Statement {
  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void;
  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void;
  /** Adds to the sums of `counters`. The last column is the sum, the other columns are the key. */
  addCounts(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void;
  part(text: string, ...values: Value[]): void;
  run(): Promise<void>;
}

export class BulkInsert {
  readonly #table: string;
  readonly #columns: readonly Column[];
  #rows: (readonly Cell[])[] = [];

  constructor(table: string, columns: readonly Column[]) {
    this.#table = table;
    this.#columns = columns;
  }

  add(...row: Cell[]): void {
    this.#rows.push(row);
  }

  write(statement: Statement): void {
    if (this.#rows.length === 0) return;
    statement.insert(this.#table, this.#columns, this.#rows);
    this.#rows = [];
  }
}
