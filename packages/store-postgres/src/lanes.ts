import { numbers } from "./literals.ts";
import { numberAt, type Sql } from "./sql.ts";

/** Where lanes lead to now. Anybody may change that at any time, so it is read anew in every transaction. */
export class Lanes {
  readonly #sql: Sql;
  readonly #providers = new Map<number, number>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes sure that {@link providerOf} knows these lanes. */
  async need(lanes: Iterable<number>): Promise<void> {
    const missing = [...new Set(lanes)].filter((lane) => lane !== 0 && !this.#providers.has(lane));
    if (missing.length === 0) return;
    const rows = await this.#sql.rows(
      "select id, provider from lanes where id = any($1::int[])",
      numbers(missing),
    );
    for (const row of rows) this.#providers.set(numberAt(row, 0), numberAt(row, 1));
  }

  providerOf(lane: number): number {
    return this.#providers.get(lane) ?? 0;
  }
}
