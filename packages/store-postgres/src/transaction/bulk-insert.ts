import { numbers, texts } from "./literals.ts";
import type { Statement } from "./statement.ts";

/** Types of columns that travel as one array each. */
export type ColumnType = "bigint" | "int" | "smallint" | "text";

/** Rows for one table, written as arrays of columns. */
export class BulkInsert {
  readonly #table: string;
  readonly #columns: readonly (readonly [name: string, type: ColumnType])[];
  #values: (number | string | null)[][];

  constructor(table: string, columns: readonly (readonly [name: string, type: ColumnType])[]) {
    this.#table = table;
    this.#columns = columns;
    this.#values = columns.map(() => []);
  }

  get size(): number {
    return this.#values[0]?.length ?? 0;
  }

  /** One row, in the order of the columns. */
  add(...row: (number | string | null)[]): void {
    row.forEach((value, place) => {
      this.#values[place]?.push(value);
    });
  }

  write(statement: Statement): void {
    if (this.size === 0) return;
    const arrays = this.#columns.map(([, type], place) => {
      const values = this.#values[place] ?? [];
      const literal = type === "text" ? texts(values as (string | null)[]) : numbers(values as number[]);
      return `${statement.bind(literal)}::${type}[]`;
    });
    const names = this.#columns.map(([name]) => name).join(", ");
    statement.part(`insert into ${this.#table} (${names}) select * from unnest(${arrays.join(", ")})`);
    this.#values = this.#columns.map(() => []);
  }
}
