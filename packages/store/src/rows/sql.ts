/** A row as an array: cheaper than an object, for the hot paths. */
export type Row = readonly unknown[];

/** Types of columns, as PostgreSQL names them. */
export type ColumnType = "bigint" | "int" | "smallint" | "text" | "bytea";

export type Column = readonly [name: string, type: ColumnType];

/** Columns as a table's statement lists them: `id bigint, key text`. */
export function columnsOf(list: string): readonly Column[] {
  return list.split(/,\s+/).map((column) => column.split(" ") as unknown as Column);
}

export type Cell = number | string | Uint8Array | null;

/** A list travels as one parameter; statements say `= any($1::bigint[])` or `unnest($1::text[], …)`. */
export type Value = Cell | boolean | readonly Cell[];

/** The values of a column, as one parameter. */
export function isList(value: Value | undefined): value is readonly Cell[] {
  return Array.isArray(value);
}

/**
 * What a database has to offer to the verbs. Statements are written in the part of PostgreSQL's SQL that docs/stores/your-own.md
 * names; a driver over another database translates it.
 */
export interface Sql {
  /** Rows as arrays. */
  rows(text: string, ...values: Value[]): Promise<Row[]>;
  /** The first row as an array. */
  row(text: string, ...values: Value[]): Promise<Row | undefined>;
  /** Rows as objects. */
  all<T>(text: string, ...values: Value[]): Promise<T[]>;
  /** The first row as an object. */
  one<T>(text: string, ...values: Value[]): Promise<T | undefined>;
  /** Adds rows to a table, in this order; answers the rows of `rest`: `on conflict do nothing returning id`. */
  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[], rest: string): Promise<Row[]>;
  /** Rows changed. */
  run(text: string, ...values: Value[]): Promise<number>;
  /** Statements in this order, none of which needs what another answers: one round trip where the database allows it. */
  together<T>(statements: readonly (() => Promise<T>)[]): Promise<T[]>;
}

/** The number in a column that is never null. */
export function numberAt(row: Row, column: number): number {
  return row[column] as number;
}

/** The numbers of such a column. */
export function numbersIn(rows: readonly Row[], column: number = 0): number[] {
  return rows.map((row) => numberAt(row, column));
}

/** One property of each of these. */
export function listOf<T, K extends keyof T>(rows: readonly T[], name: K): T[K][] {
  return rows.map((row) => row[name]);
}

/** The row that is found; where there is none, once it was added, perhaps by another process at the same moment. */
export async function foundOrAdded<T>(
  find: () => Promise<T | undefined>,
  add: () => Promise<unknown>,
): Promise<T | undefined> {
  const found = await find();
  if (found !== undefined) return found;
  await add();
  return find();
}
