import type { Cell, Column, ColumnType, Value } from "./sql.ts";

/** A column of an update. `set` is an expression over the stored row `a` and the new values `u`. */
export type ChangedColumn = readonly [name: string, type: ColumnType, set?: string];

/**
 * Collects the writes that a transaction makes at its end. No two parts may change the same row: some databases run all
 * parts as one statement, in which no part sees another's writes.
 */
export interface Statement {
  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void;
  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void;
  /** Adds to sums in `counters`. The last column is the amount, and the other columns are the key. */
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

/**
 * Updates only columns that changed in at least one row, because SQLite rewrites the index of every column that a
 * statement names. The first column is the key. At most 33 columns are allowed, because a mask has one bit for each
 * column except the key.
 */
export function updateChanged<R extends { stored: readonly Cell[] }>(
  statement: Statement,
  table: string,
  columns: readonly ChangedColumn[],
  rows: Iterable<R>,
  valuesOf: (row: R) => R["stored"],
): void {
  let mask = 0;
  const changed: (readonly Cell[])[] = [];
  for (const row of rows) {
    const values = valuesOf(row);
    let own = 0;
    for (let place = 1; place < values.length; place++) {
      if (values[place] !== row.stored[place]) own |= 1 << (place - 1);
    }
    if (own === 0) continue;
    mask |= own;
    changed.push(values);
    row.stored = values;
  }
  if (changed.length === 0) return;
  const places = [...columns.keys()].filter((place) => place === 0 || (mask & (1 << (place - 1))) !== 0);
  const written = <T>(all: readonly T[]) => places.map((place) => all[place] as T);
  statement.update(table, written(columns), changed.map(written));
}
