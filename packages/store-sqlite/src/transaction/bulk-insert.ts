import type { SQLInputValue } from "node:sqlite";
import type { Sql } from "./sql.ts";

/** Rows of one statement: several at once halve the cost. */
const GROUP = 32;

/** Gathers rows of one table and writes them in groups. */
export class BulkInsert {
  readonly #sql: Sql;
  readonly #width: number;
  readonly #one: string;
  readonly #group: string;
  #values: SQLInputValue[] = [];

  constructor(sql: Sql, table: string, columns: string) {
    this.#sql = sql;
    this.#width = columns.split(",").length;
    const places = `(${Array(this.#width).fill("?").join(", ")})`;
    this.#one = `insert into ${table} (${columns}) values ${places}`;
    this.#group = `insert into ${table} (${columns}) values ${Array(GROUP).fill(places).join(", ")}`;
  }

  /** The values of one row; full groups are written at once. */
  add(...row: SQLInputValue[]): void {
    this.#values.push(...row);
    if (this.#values.length < GROUP * this.#width) return;
    this.#sql.run(this.#group, ...this.#values);
    this.#values = [];
  }

  flush(): void {
    for (let start = 0; start < this.#values.length; start += this.#width) {
      this.#sql.run(this.#one, ...this.#values.slice(start, start + this.#width));
    }
    this.#values = [];
  }

  /** After a rollback. */
  forget(): void {
    this.#values = [];
  }
}
