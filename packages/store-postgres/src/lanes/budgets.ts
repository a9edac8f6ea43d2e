import { type BudgetRow, isPaidFor } from "@relance/store-kit";
import { numbers } from "../transaction/literals.ts";
import type { Sql } from "../transaction/sql.ts";

const COLUMNS = "campaign, currency, micros, spent, wanted, changes";
const HELD = `select ${COLUMNS} from budgets where campaign = any($1::int[]) order by campaign for no key update`;
const ALL = `select ${COLUMNS} from budgets where $1::int is null or campaign = $1`;
const ADD = "insert into budgets (campaign, currency, micros) values ($1, $2, $3) on conflict do nothing";

/** In ascending order of campaigns, as everybody locks them. */
const RECOUNT = `with held as (select campaign from budgets where campaign in
    (select campaign from charges where attempt = any($1::bigint[])) order by campaign for no key update),
  moved as (update charges c set is_spent = u.is_spent from unnest($1::bigint[], $2::smallint[]) u (attempt, is_spent)
    where c.attempt = u.attempt and c.is_spent <> u.is_spent and c.campaign in (select campaign from held)
    returning c.campaign, case c.is_spent when 1 then c.micros else -c.micros end as micros),
  sums as (select campaign, sum(micros)::bigint as micros from moved group by campaign)
  update budgets b set spent = b.spent + s.micros from sums s where b.campaign = s.campaign`;

/** Budgets that nobody else counts against before the transaction ends. */
export async function holdBudgets(sql: Sql, campaigns: readonly number[]): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(HELD, numbers(campaigns));
  return new Map(rows.map((row) => [row.campaign, row]));
}

export async function readBudgets(sql: Sql, campaign?: number): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(ALL, campaign ?? null);
  return new Map(rows.map((row) => [row.campaign, row]));
}

/** The budget that a version names; one that is there already stays as it is. */
export async function addBudget(sql: Sql, campaign: number, currency: string, micros: number): Promise<void> {
  await sql.run(ADD, campaign, currency, micros);
}

/** Attempts of this transaction that turn out to have left, or not to have: budgets follow. */
export class Recharges {
  readonly #sql: Sql;
  readonly #changed = new Map<number, number>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  note(attempt: number, from: number, to: number): void {
    if (isPaidFor(from) !== isPaidFor(to)) this.#changed.set(attempt, Number(isPaidFor(to)));
  }

  /** Before lanes are held: whoever charges holds budgets first, and lanes then. */
  async write(): Promise<void> {
    if (this.#changed.size === 0) return;
    const attempts = numbers([...this.#changed.keys()]);
    await this.#sql.run(RECOUNT, attempts, numbers([...this.#changed.values()]));
    this.#changed.clear();
  }
}
