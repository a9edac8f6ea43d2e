import { ATTEMPT } from "@relance/rules";
import { type Budget, type By, dateOf, type GateChange } from "@relance/spec";
import { type Holds, wholeOf } from "./queue-holds.ts";
import { numberAt, numbersIn, type Sql } from "./sql.ts";
import { SYSTEM_ACTOR } from "./versions.ts";

/** Reads queues. The queue of a destination has the budget hold of the queue of all recipients. */
const KNOWN = `select l.id, l.provider, w.holds, w.silent_since from queues l join ${wholeOf("l")} where l.id = any($1::int[])`;

interface Known {
  readonly provider: number;
  readonly isOverBudget: boolean;
  readonly silentSince: number | undefined;
}

/** The current status of queues. Each transaction reads the status again, because it can change at any time. */
export class Queues {
  readonly #sql: Sql;
  readonly #known = new Map<number, Known>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Loads these queues. */
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

  providerOf(queue: number): number {
    return this.#known.get(queue)?.provider ?? 0;
  }

  /** Since when messages of this queue get no receipts; `undefined` if the provider reports. */
  silentSince(queue: number): number | undefined {
    return this.#known.get(queue)?.silentSince;
  }

  /** True if this queue is held because the budget is spent. */
  isOverBudget(queue: number): boolean {
    return this.#known.get(queue)?.isOverBudget ?? false;
  }
}

const DAY_MS = 86_400_000;
const MICROS = 1e6;

/** A stored budget, with amounts in millionths of the currency unit. */
export interface BudgetRow {
  readonly campaign: number;
  readonly currency: string;
  readonly micros: number;
  readonly spent: number;
  /** The price of the cheapest refused message; null if none was refused. */
  readonly wanted: number | null;
  /** JSON, see {@link withChange}. */
  readonly changes: string;
}

interface StoredChange extends By {
  readonly at: number;
  readonly micros: number;
}

/** True for the state of an attempt that costs money, because it was sent or may have been sent. */
function isPaidFor(state: number): boolean {
  return state !== ATTEMPT.rejected && state !== ATTEMPT.deferred && state !== ATTEMPT.notSent;
}

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

/** Adds a change to the pending changes of a budget. */
export function withChange(changes: string, change: StoredChange): string {
  return JSON.stringify([...(JSON.parse(changes) as StoredChange[]), change]);
}

/** Holds a queue because the next message would exceed the budget. An operator must review the hold within a day. */
export function budgetHold(
  queue: { readonly campaign: number; readonly step: number; readonly planned: string },
  { currency, micros }: BudgetRow,
  now: number,
): GateChange {
  const { campaign, step, planned: provider } = queue;
  const reason = `the budget of ${micros / MICROS} ${currency} is spent`;
  const reviewAt = now + DAY_MS;
  const rule = { gate: "held", override: true } as const; // rerouting would not make the message free
  return { campaign, step, provider, source: "budget", ...rule, actor: SYSTEM_ACTOR, reason, reviewAt };
}

function isHeldForBudget(holds: string): boolean {
  return (JSON.parse(holds) as Holds).budget !== undefined;
}

const COLUMNS = "campaign, currency, micros, spent, wanted, changes";
const HELD = `select ${COLUMNS} from budgets where campaign = any($1::int[]) order by campaign for no key update`;
const ALL = `select ${COLUMNS} from budgets where $1::int is null or campaign = $1`;

/** Locks budgets in ascending order of campaigns, as each transaction does, to avoid deadlocks. */
const CHARGED = `select campaign from budgets where campaign in
  (select campaign from attempts where id = any($1::bigint[]) and micros is not null) order by campaign for no key update`;
/** The stored states of the attempts. This transaction writes new states later. */
const PAID = "select id, campaign, state, micros from attempts where id = any($1::bigint[]) and micros is not null";
const SPEND = "update budgets set spent = spent + $2 where campaign = $1";

/** Locks these budgets until the transaction ends. */
export async function holdBudgets(sql: Sql, campaigns: readonly number[]): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(HELD, campaigns);
  return new Map(rows.map((row) => [row.campaign, row]));
}

export async function readBudgets(sql: Sql, campaign?: number): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(ALL, campaign ?? null);
  return new Map(rows.map((row) => [row.campaign, row]));
}

/** Adjusts budgets for attempts that turn out to have been sent, or not sent. */
export class Recharges {
  readonly #sql: Sql;
  /** True if the budget was charged for the attempt. */
  readonly #changed = new Map<number, boolean>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  note(attempt: number, from: number, to: number): void {
    if (isPaidFor(from) !== isPaidFor(to)) this.#changed.set(attempt, isPaidFor(to));
  }

  /** Runs before queues are locked, because a charge locks budgets first, then queues. */
  async write(): Promise<void> {
    if (this.#changed.size === 0) return;
    const attempts = [...this.#changed.keys()];
    const campaigns = numbersIn(await this.#sql.rows(CHARGED, attempts));
    const sums = new Map<number, number>();
    for (const row of campaigns.length === 0 ? [] : await this.#sql.rows(PAID, attempts)) {
      const [id = 0, campaign = 0, state = 0, micros = 0] = row as readonly number[];
      const change = Number(this.#changed.get(id)) - Number(isPaidFor(state));
      sums.set(campaign, (sums.get(campaign) ?? 0) + change * micros);
    }
    this.#changed.clear();
    for (const [campaign, micros] of sums) if (micros !== 0) await this.#sql.run(SPEND, campaign, micros);
  }
}
