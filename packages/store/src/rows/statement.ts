import type { Cell, Column, ColumnType, Value } from "./sql.ts";

/** A column of an update; with `set`, what is written: of the row `a` as it stands and `u` as it is given. */
export type ChangedColumn = readonly [name: string, type: ColumnType, set?: string];

/**
 * Everything that a transaction writes at its end, gathered. No two parts may touch the same row: where the database allows it,
 * all of them are one statement, and none sees what another writes.
 */
export interface Statement {
  /** Adds rows to a table. */
  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void;
  /** Changes the rows whose first column is the key. */
  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void;
  /** Adds to sums whose last column is the sum, and whose others are the key. */
  addTo(table: "counters" | "bins", columns: readonly Column[], rows: readonly (readonly Cell[])[]): void;
  /** Any other change of one table. */
  part(text: string, ...values: Value[]): void;
  run(): Promise<void>;
}

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
