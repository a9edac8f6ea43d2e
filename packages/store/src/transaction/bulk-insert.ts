import type { Cell, Column, Statement } from "./statement.ts";

/** Rows for one table, gathered until the transaction writes. */
export class BulkInsert {
  readonly #table: string;
  readonly #columns: readonly Column[];
  #rows: (readonly Cell[])[] = [];

  constructor(table: string, columns: readonly Column[]) {
    this.#table = table;
    this.#columns = columns;
  }

  /** One row, in the order of the columns. */
  add(...row: Cell[]): void {
    this.#rows.push(row);
  }

  write(statement: Statement): void {
    if (this.#rows.length === 0) return;
    statement.insert(this.#table, this.#columns, this.#rows);
    this.#rows = [];
  }
}
