import { numbers } from "./literals.ts";
import { numberAt, type Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";

/** What is counted, and what `a` and `b` mean there. */
export const COUNTER = {
  /** a = {@link LINE}. */
  lines: 0,
  /** provider = the reason's word. */
  refused: 1,
  /** a = state, b = cause. */
  states: 2,
  /** a = attempt state, b = evidence, with step and provider. */
  attempts: 3,
  /** a = {@link TOTAL}. */
  totals: 4,
  /** provider = the answer's word. */
  answers: 5,
} as const;

/** Lines of the audience: every one is exactly one of these (R15). */
export const LINE = { new: 0, same: 1, contactChanged: 2, repeated: 3, refused: 4 } as const;

export const TOTAL = { attempts: 0, superseded: 1, contradictory: 2, unreconciled: 3, late: 4 } as const;

/** Every counter: what was folded and what was added since, in one snapshot. Reads `campaign, kind, step, provider, a, b, n`. */
export const ALL_COUNTERS = `(select campaign, kind, step, provider, a, b, n from counters
  union all select campaign, kind, step, provider, a, b, n from counter_deltas)`;

const TYPES = ["int", "smallint", "smallint", "int", "smallint", "smallint", "int"];

/** Deltas of one transaction, added up before they are written. */
export class Deltas {
  readonly #deltas = new Map<number, number[][]>();

  /** Few different ones per transaction: a short list per mixed number is faster than a text key. */
  add(campaign: number, kind: number, step: number, provider: number, a: number, b: number, n: number): void {
    const hash = ((((campaign * 31 + kind) * 31 + step) * 31 + provider) * 31 + a) * 31 + b;
    const list = this.#deltas.get(hash) ?? [];
    if (list.length === 0) this.#deltas.set(hash, list);
    for (const delta of list) {
      if (delta[0] !== campaign || delta[1] !== kind || delta[2] !== step) continue;
      if (delta[3] !== provider || delta[4] !== a || delta[5] !== b) continue;
      delta[6] = (delta[6] ?? 0) + n;
      return;
    }
    list.push([campaign, kind, step, provider, a, b, n]);
  }

  write(statement: Statement): void {
    const deltas = [...this.#deltas.values()].flat().filter((delta) => delta[6] !== 0);
    this.#deltas.clear();
    if (deltas.length === 0) return;
    const columns = TYPES.map(
      (type, place) => `${statement.bind(numbers(deltas.map((delta) => delta[place] ?? 0)))}::${type}[]`,
    );
    statement.part(
      `insert into counter_deltas (campaign, kind, step, provider, a, b, n) select * from unnest(${columns.join(", ")})`,
    );
  }
}

const OPEN = `select 1 from ${ALL_COUNTERS} c where kind = 2 and a in (0, 1) group by campaign, a, b
  having sum(n) > 0 limit 1`;

/** Somebody, in some campaign, still waits for something. */
export async function isAnybodyOpen(sql: Sql): Promise<boolean> {
  return (await sql.row(OPEN)) !== undefined;
}

/** The sum of some counters of a campaign; `where` names kind, a, b. */
export async function sumOf(sql: Sql, campaign: number, where: string): Promise<number> {
  const row = await sql.row(
    `select coalesce(sum(n), 0)::bigint from ${ALL_COUNTERS} c where campaign = $1 and (${where})`,
    campaign,
  );
  return row === undefined ? 0 : numberAt(row, 0);
}
