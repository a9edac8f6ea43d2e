import { ATTEMPT } from "@relance/rules";
import { type Actor, type Budget, type GateChange, toDate } from "@relance/spec";
import { type Holds, wholeQueue } from "./queue-holds.ts";
import type { Sql, StoredRow } from "./sql.ts";
import { SYSTEM_ACTOR } from "./versions.ts";

/** The queue of a destination has no separate budget hold, so the holds of the step's main queue are read. */
const KNOWN = `select l.id, l.provider, w.holds, w.silent_since as "silentSince" from queues l join ${wholeQueue("l")} where l.id = any($1::int[])`;

type KnownRow = StoredRow<"id" | "provider", "holds"> & { readonly silentSince: number | null };

interface QueueStatus {
  readonly provider: number;
  readonly isOverBudget: boolean;
  /** Since when the queue's provider sends no receipts; `undefined` if it sends receipts. */
  readonly silentSince: number | undefined;
}

const UNKNOWN: QueueStatus = { provider: 0, isOverBudget: false, silentSince: undefined };

/** The current status of each queue. Each transaction reads the status again, because commands may change it. */
export class Queues {
  readonly #sql: Sql;
  readonly #known = new Map<number, QueueStatus>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async need(queues: Iterable<number>): Promise<void> {
    const missing = [...new Set(queues)].filter((queue) => queue !== 0 && !this.#known.has(queue));
    if (missing.length === 0) return;
    for (const { id, provider, holds, silentSince } of await this.#sql.all<KnownRow>(KNOWN, missing)) {
      const isOverBudget = (JSON.parse(holds) as Holds).budget !== undefined;
      this.#known.set(id, { provider, isOverBudget, silentSince: silentSince ?? undefined });
    }
  }

  of(queue: number): QueueStatus {
    return this.#known.get(queue) ?? UNKNOWN;
  }
}

const DAY_MS = 86_400_000;
const MICROS = 1e6;

export interface BudgetRow {
  readonly campaign: number;
  readonly currency: string;
  readonly micros: number;
  readonly spent: number;
  /** Price of the cheapest message that the budget refused; null if it refused none. */
  readonly wanted: number | null;
  readonly changes: string;
}

interface StoredChange extends Actor {
  readonly at: number;
  readonly micros: number;
}

function isPaidFor(state: number): boolean {
  return state !== ATTEMPT.rejected && state !== ATTEMPT.deferred && state !== ATTEMPT.notSent;
}

export function toBudget({ currency, micros, spent, wanted, changes }: BudgetRow): Budget {
  return {
    currency,
    limit: micros / MICROS,
    spent: spent / MICROS,
    ...(wanted === null ? {} : { wanted: wanted / MICROS }),
    changes: (JSON.parse(changes) as StoredChange[]).map(({ at, actor, reason, micros: limit }) => {
      return { at: toDate(at), actor, reason, limit: limit / MICROS };
    }),
  };
}

export function withChange(changes: string, change: StoredChange): string {
  return JSON.stringify([...(JSON.parse(changes) as StoredChange[]), change]);
}

export function budgetHold(
  queue: { readonly campaign: number; readonly step: number; readonly planned: string },
  { currency, micros }: BudgetRow,
  now: number,
): GateChange {
  const { campaign, step, planned: provider } = queue;
  const reason = `the budget of ${micros / MICROS} ${currency} is spent`;
  const reviewAt = now + DAY_MS;
  const rule = { gate: "held", override: true } as const;
  return { campaign, step, provider, source: "budget", ...rule, actor: SYSTEM_ACTOR, reason, reviewAt };
}

const COLUMNS = "campaign, currency, micros, spent, wanted, changes";
const HELD = `select ${COLUMNS} from budgets where campaign = any($1::int[]) order by campaign for no key update`;
const ALL = `select ${COLUMNS} from budgets where $1::int is null or campaign = $1`;

/** Every transaction locks budgets in ascending order of campaigns, to avoid deadlocks. */
const CHARGED = `select campaign from budgets where campaign in
  (select campaign from attempts where id = any($1::bigint[]) and micros is not null) order by campaign for no key update`;
const PAID = "select id, campaign, state, micros from attempts where id = any($1::bigint[]) and micros is not null";
type PaidRow = StoredRow<"id" | "campaign" | "state" | "micros">;
const SPEND = "update budgets set spent = spent + $2 where campaign = $1";

export async function holdBudgets(sql: Sql, campaigns: readonly number[]): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(HELD, campaigns);
  return new Map(rows.map((row) => [row.campaign, row]));
}

export async function readBudgets(sql: Sql, campaign?: number): Promise<Map<number, BudgetRow>> {
  const rows = await sql.all<BudgetRow>(ALL, campaign ?? null);
  return new Map(rows.map((row) => [row.campaign, row]));
}

/** Corrects budgets when later evidence shows that a message was sent, or was not sent. */
export class Recharges {
  readonly #sql: Sql;
  readonly #changed = new Map<number, boolean>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  note(attempt: number, from: number, to: number): void {
    if (isPaidFor(from) !== isPaidFor(to)) this.#changed.set(attempt, isPaidFor(to));
  }

  /** Must be called before queues are locked, because every transaction locks budgets first and queues second. */
  async write(): Promise<void> {
    if (this.#changed.size === 0) return;
    const attempts = [...this.#changed.keys()];
    const isCharged = (await this.#sql.row(CHARGED, attempts)) !== undefined;
    const sums = new Map<number, number>();
    for (const { id, campaign, state, micros } of isCharged ? await this.#sql.all<PaidRow>(PAID, attempts) : []) {
      const change = Number(this.#changed.get(id)) - Number(isPaidFor(state));
      sums.set(campaign, (sums.get(campaign) ?? 0) + change * micros);
    }
    this.#changed.clear();
    for (const [campaign, micros] of sums) if (micros !== 0) await this.#sql.run(SPEND, campaign, micros);
  }
}
