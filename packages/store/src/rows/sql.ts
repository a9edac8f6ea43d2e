/** A row as an array, which is cheaper than an object in frequent calls. */
export type Row = readonly unknown[];

/** A row as an object. The parameters name the columns with numbers, with texts, and with texts or null. */
export type StoredRow<Numbers extends string, Texts extends string = never, TextsOrNull extends string = never> = {
  readonly [N in Numbers]: number;
} & { readonly [T in Texts]: string } & { readonly [T in TextsOrNull]: string | null };

export type ColumnType = "bigint" | "int" | "smallint" | "text" | "bytea";

export type Column = readonly [name: string, type: ColumnType];

export function splitColumns(list: string): readonly Column[] {
  return list.split(/,\s+/).map((column) => column.split(" ") as unknown as Column);
}

export type Cell = number | string | Uint8Array | null;

/** A list is one parameter of a statement, as in `= any($1::bigint[])` or `unnest($1::text[], …)`. */
export type Value = Cell | boolean | readonly Cell[];

export function isList(value: Value | undefined): value is readonly Cell[] {
  return Array.isArray(value);
}

/** Statements use the subset of PostgreSQL's SQL in docs/stores/your-own.md. Other databases translate it. */
export interface Sql {
  rows(text: string, ...values: Value[]): Promise<Row[]>;
  row(text: string, ...values: Value[]): Promise<Row | undefined>;
  all<T>(text: string, ...values: Value[]): Promise<T[]>;
  one<T>(text: string, ...values: Value[]): Promise<T | undefined>;
  /** Inserts rows in order and returns the rows that `rest` selects, such as `on conflict do nothing returning id`. */
  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[], rest: string): Promise<Row[]>;
  run(text: string, ...values: Value[]): Promise<number>;
  /** Runs independent statements in order, in one round trip if the database supports it. */
  together<T>(statements: readonly (() => Promise<T>)[]): Promise<T[]>;
}

export function numberAt(row: Row, column: number): number {
  return row[column] as number;
}

export function numbersIn(rows: readonly Row[], column: number = 0): number[] {
  return rows.map((row) => numberAt(row, column));
}

export function pluck<T, K extends keyof T>(rows: readonly T[], name: K): T[K][] {
  return rows.map((row) => row[name]);
}

/** Finds a row, or adds it and reads it again, because another process may add the same row in the meantime. */
export async function foundOrAdded<T>(find: () => Promise<T | undefined>, add: () => Promise<unknown>): Promise<T> {
  const found = await find();
  if (found !== undefined) return found;
  await add();
  return (await find()) as T;
}

/** SQL: the attempts or events with these numbers, and all earlier ones of the same recipients. */
export const chainFrom = (last: string, table: string = "attempts"): string => `with recursive chain (id) as (${last}
    union all select a.prev from ${table} a join chain on a.id = chain.id where a.prev <> 0)`;
