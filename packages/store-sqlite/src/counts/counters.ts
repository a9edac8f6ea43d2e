import type { CounterDeltas } from "@relance/store";
import type { Sql } from "../transaction/sql.ts";

const ADD = `insert into counters (campaign, kind, step, provider, a, b, n) values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set n = n + excluded.n`;

/** Writes what a transaction added up. */
export function writeCounters(sql: Sql, deltas: CounterDeltas): void {
  for (const { campaign, kind, step, provider, a, b, n } of deltas.take())
    sql.run(ADD, campaign, kind, step, provider, a, b, n);
}

const OPEN = "select 1 from counters where kind = 2 and a in (0, 1) and n > 0 limit 1";

/** Somebody, in some campaign, still waits for something. */
export function isAnybodyOpen(sql: Sql): boolean {
  return sql.row(OPEN) !== undefined;
}
