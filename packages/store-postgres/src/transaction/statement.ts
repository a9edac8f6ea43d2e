import type { Sql, Value } from "./sql.ts";

/**
 * Everything that a transaction writes, as one statement: each part is a CTE that changes one table. One round trip and
 * one plan, whatever the number of tables.
 */
export class Statement {
  readonly #parts: string[] = [];
  readonly #values: Value[] = [];

  /** Adds a value; answers its placeholder. */
  bind(value: Value): string {
    return `$${this.#values.push(value)}`;
  }

  /** Adds an insert, update or delete. No two parts may touch the same row: none sees what another writes. */
  part(text: string): void {
    this.#parts.push(text);
  }

  async run(sql: Sql): Promise<void> {
    const [first, ...others] = this.#parts;
    if (first === undefined) return;
    if (others.length === 0) {
      await sql.run(first, ...this.#values);
      return;
    }
    const named = this.#parts.map((text, place) => `w${place} as (${text})`);
    await sql.run(`with ${named.join(", ")} select 1`, ...this.#values);
  }
}
