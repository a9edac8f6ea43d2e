import { ATTEMPT } from "@relance/rules";
import { type Budget, type By, dateOf, type GateChange } from "@relance/spec";
import { type Holds, wholeOf } from "./queue-holds.ts";
import { numberAt, numbersIn, type Sql } from "./sql.ts";
import { SYSTEM_ACTOR } from "./versions.ts";

/** A destination waits for money with the queue that it is a part of. */
const KNOWN = `select l.id, l.provider, w.holds, w.silent_since from queues l join ${wholeOf("l")} where l.id = any($1::int[])`;

interface Known {
  readonly provider: number;
  readonly isOverBudget: boolean;
  readonly silentSince: number | undefined;
}

/** How queues stand now. Anybody may change that at any time, so it is read again in every transaction. */
export class Queues {
  readonly #sql: Sql;
  readonly #known = new Map<number, Known>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes sure that the other questions know these queues. */
  async need(queues: Iterable<number>): Promise<void> {
    const missing = [...new Set(queues)].filter((queue) => queue !== 0 && !this.#known.has(queue));
    if (missing.length === 0) return;
    const rows = await this.#sql.rows(KNOWN, missing);
    for (const row of rows) {
      const silentSince = row[3] === null ? undefined : numberAt(row, 3);
      const known = { provider: numberAt(row, 1), isOverBudget: isHeldForBudget(String(row[2])), silentSince };
      this.#known.set(numberAt(row, 0), known);
    }
  }

  /** Where the queue leads to. */
  providerOf(queue: number): number {
    return this.#known.get(queue)?.provider ?? 0;
  }

  /** Since when no receipt of what left over this queue comes; `undefined` = its provider is heard. */
  silentSince(queue: number): number | undefined {
    return this.#known.get(queue)?.silentSince;
  }

  /** Recipients in this queue wait for money. */
  isOverBudget(queue: number): boolean {
    return this.#known.get(queue)?.isOverBudget ?? false;
  }
}

const DAY_MS = 86_400_000;
const MICROS = 1e6;

/** A budget as it stands in a store: amounts in millionths. */
export interface BudgetRow {
  readonly campaign: number;
  readonly currency: string;
  readonly micros: number;
  readonly spent: number;
  /** The cheapest message that was refused; null = none was. */
  readonly wanted: number | null;
  /** JSON, see {@link withChange}. */
  readonly changes: string;
}

interface StoredChange extends By {
  readonly at: number;
  readonly micros: number;
}

/** An attempt in such a state is paid for: it left, or it is not known that it did not. */
function isPaidFor(state: number): boolean {
  return state !== ATTEMPT.rejected && state !== ATTEMPT.deferred && state !== ATTEMPT.notSent;
}

/** The budget as recipients read it. */
export function budgetOf({ currency, micros, spent, wanted, changes }: BudgetRow): Budget {
  return {
    currency,
    limit: micros / MICROS,
    spent: spent / MICROS,
    ...(wanted === null ? {} : { wanted: wanted / MICROS }),
    changes: (JSON.parse(changes) as StoredChange[]).map(({ at, actor, reason, micros: limit }) => {
      return { at: dateOf(at), actor, reason, limit: limit / MICROS };
    }),
  };
}

/** The changes so far and one more. */
export function withChange(changes: string, change: StoredChange): string {
  return JSON.stringify([...(JSON.parse(changes) as StoredChange[]), change]);
}

/** No further message of this queue leaves: it would pass the budget. An operator has to look at it within a day. */
export function budgetHold(
  queue: { readonly campaign: number; readonly step: number; readonly planned: string },
  { currency, micros }: BudgetRow,
  now: number,
): GateChange {
  const { campaign, step, planned: provider } = queue;
  const reason = `the budget of ${micros / MICROS} ${currency} is spent`;
  const reviewAt = now + DAY_MS;
  const rule = { gate: "held", override: true } as const; // the message would pass it wherever it is rerouted
  return { campaign, step, provider, source: "budget", ...rule, actor: SYSTEM_ACTOR, reason, reviewAt };
}

/** A queue with these holds (JSON) waits for money. */
function isHeldForBudget(holds: string): boolean {
  return (JSON.parse(holds) as Holds).budget !== undefined;
}

const COLUMNS = "campaign, currency, micros, spent, wanted, changes";
const HELD = `select ${COLUMNS} from budgets where campaign = any($1::int[]) order by campaign for no key update`;
const ALL = `select ${COLUMNS} from budgets where $1::int is null or campaign = $1`;

/** In ascending order of campaigns, as every transaction locks them. */
const CHARGED = `select campaign from budgets where campaign in
  (select campaign from charges where attempt = any($1::bigint[])) order by campaign for no key update`;
const CHANGE = `update charges as c set is_spent = u.spent from unnest($1::bigint[], $2::smallint[]) u (id, spent)
  where c.attempt = u.id and c.is_spent <> u.spent and c.campaign = any($3::int[]) returning campaign, is_spent, micros`;
const SPEND = "update budgets set spent = spent + $2 where campaign = $1";

/** Budgets that no other transaction counts against before this one ends. */
export async function holdBudgets(sql: Sql, campaigns: readonly number[]): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(HELD, campaigns);
  return new Map(rows.map((row) => [row.campaign, row]));
}

export async function readBudgets(sql: Sql, campaign?: number): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(ALL, campaign ?? null);
  return new Map(rows.map((row) => [row.campaign, row]));
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

  /** Before queues are held: a charge holds budgets first, and queues then. */
  async write(): Promise<void> {
    if (this.#changed.size === 0) return;
    const attempts = [...this.#changed.keys()];
    const campaigns = numbersIn(await this.#sql.rows(CHARGED, attempts));
    const spent = [...this.#changed.values()];
    this.#changed.clear();
    if (campaigns.length === 0) return;
    const sums = new Map<number, number>();
    for (const row of await this.#sql.rows(CHANGE, attempts, spent, campaigns)) {
      const [campaign = 0, isSpent = 0, micros = 0] = row as readonly number[];
      sums.set(campaign, (sums.get(campaign) ?? 0) + (isSpent === 1 ? micros : -micros));
    }
    for (const [campaign, micros] of sums) await this.#sql.run(SPEND, campaign, micros);
  }
}
