import type { CounterDeltas } from "@relance/store-kit";
import { numbers } from "../transaction/literals.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Statement } from "../transaction/statement.ts";

/** Every counter: what was folded and what was added since, in one snapshot. Reads `campaign, kind, step, provider, a, b, n`. */
export const ALL_COUNTERS = `(select campaign, kind, step, provider, a, b, n from counters
  union all select campaign, kind, step, provider, a, b, n from counter_deltas)`;

const COLUMNS = [
  ["campaign", "int"],
  ["kind", "smallint"],
  ["step", "smallint"],
  ["provider", "int"],
  ["a", "smallint"],
  ["b", "smallint"],
  ["n", "int"],
] as const;

/** Writes what a transaction added up. */
export function writeCounters(statement: Statement, counted: CounterDeltas): void {
  const deltas = counted.take();
  if (deltas.length === 0) return;
  const columns = COLUMNS.map(
    ([name, type]) => `${statement.bind(numbers(deltas.map((delta) => delta[name])))}::${type}[]`,
  );
  const names = COLUMNS.map(([name]) => name).join(", ");
  statement.part(`insert into counter_deltas (${names}) select * from unnest(${columns.join(", ")})`);
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
