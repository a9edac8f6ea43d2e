import { type Cell, type ChangedColumn, type Column, listOf, type Statement, type Value } from "@relance/store";
import type { PgSql } from "./sql.ts";

/** Counters and bins are added to by rows that `fold` sums up later: hot rows would make transactions wait for each other. */
const DELTAS = { counters: "counter_deltas", bins: "bin_deltas" } as const;

/** Everything that a transaction writes, as one statement of one CTE a table: one round trip and one plan. */
export class PgStatement implements Statement {
  readonly #sql: PgSql;
  readonly #parts: string[] = [];
  readonly #values: Value[] = [];

  constructor(sql: PgSql) {
    this.#sql = sql;
  }

  insert(table: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    const names = columns.map(([name]) => name).join(", ");
    this.#parts.push(`insert into ${table} (${names}) select * from unnest(${this.#arrays(columns, rows)})`);
  }

  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void {
    const [[key] = ["id"], ...others] = columns;
    const sets = others.map(([name, , set = `u.${name}`]) => `${name} = ${set}`).join(", ");
    const names = columns.map(([name]) => name).join(", ");
    this.#parts.push(`update ${table} a set ${sets} from unnest(${this.#arrays(columns, rows)}) u (${names})
      where a.${key} = u.${key}`);
  }

  addTo(table: keyof typeof DELTAS, columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.insert(DELTAS[table], columns, rows);
  }

  part(text: string, ...values: Value[]): void {
    const before = this.#values.length;
    this.#values.push(...values);
    this.#parts.push(text.replace(/\$(\d+)/g, (_, number: string) => `$${before + Number(number)}`));
  }

  async run(): Promise<void> {
    const [first, ...others] = this.#parts;
    if (first === undefined) return;
    if (others.length === 0) {
      await this.#sql.run(first, ...this.#values);
      return;
    }
    const named = this.#parts.map((text, place) => `w${place} as (${text})`);
    await this.#sql.run(`with ${named.join(", ")} select 1`, ...this.#values);
  }

  #arrays(columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): string {
    return columns
      .map(([, type], place) => {
        const values = listOf(rows.map((row) => row[place] ?? null));
        return `$${this.#values.push(values)}::${type}[]`;
      })
      .join(", ");
  }
}
