import { listOf, numberAt, type Sql } from "../transaction/sql.ts";
import { isHeldForBudget } from "./budgets.ts";

/** A slice waits for money with the lane that it is a part of. */
const KNOWN = `select l.id, l.provider, w.holds from lanes l join lanes w on w.campaign = l.campaign and w.step = l.step
    and w.position = l.position and w.planned = l.planned and w.slice = 0 where l.id = any($1::int[])`;

interface Known {
  readonly provider: number;
  readonly isOverBudget: boolean;
}

/** How lanes stand now. Anybody may change that at any time, so it is read anew in every transaction. */
export class Lanes {
  readonly #sql: Sql;
  readonly #known = new Map<number, Known>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes sure that {@link providerOf} and {@link isOverBudget} know these lanes. */
  async need(lanes: Iterable<number>): Promise<void> {
    const missing = [...new Set(lanes)].filter((lane) => lane !== 0 && !this.#known.has(lane));
    if (missing.length === 0) return;
    const rows = await this.#sql.rows(KNOWN, listOf(missing));
    for (const row of rows) {
      const known = { provider: numberAt(row, 1), isOverBudget: isHeldForBudget(String(row[2])) };
      this.#known.set(numberAt(row, 0), known);
    }
  }

  /** Where the lane leads to. */
  providerOf(lane: number): number {
    return this.#known.get(lane)?.provider ?? 0;
  }

  /** Whoever waits in this lane waits for money. */
  isOverBudget(lane: number): boolean {
    return this.#known.get(lane)?.isOverBudget ?? false;
  }
}
