import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Statement } from "../transaction/statement.ts";
import type { CounterDeltas } from "./counter-deltas.ts";

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
  const rows = deltas.map((delta) => COLUMNS.map(([name]) => delta[name]));
  statement.addTo("counters", COLUMNS, rows);
}

const OPEN = `select 1 from all_counters c where kind = 2 and a in (0, 1) group by campaign, a, b
  having sum(n) > 0 limit 1`;

/** A recipient, in some campaign, still waits for something. */
export async function isAnybodyOpen(sql: Sql): Promise<boolean> {
  return (await sql.row(OPEN)) !== undefined;
}

/** The sum of some counters of a campaign; `where` names kind, a, b. */
export async function sumOf(sql: Sql, campaign: number, where: string): Promise<number> {
  const row = await sql.row(
    `select coalesce(sum(n), 0)::bigint from all_counters c where campaign = $1 and (${where})`,
    campaign,
  );
  return row === undefined ? 0 : numberAt(row, 0);
}
