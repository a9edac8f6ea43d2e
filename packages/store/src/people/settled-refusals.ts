import { COUNTER } from "../counts/counter-kinds.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** In one order, so that two imports of the same people wait for each other and no more. */
const SETTLE = `delete from refusals where id in
  (select id from refusals where campaign = $1 and key = any($2::text[]) order by id for update) returning reason`;

/**
 * Refused rows of keys that were enrolled, or are refused once more: whoever phones the unreached needs each person once,
 * and nobody who is sent to. Lines stay counted as they were; what is counted here is taken off the unreached.
 */
export async function settleRefusals(work: Work, campaign: number, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  for (const row of await work.sql.rows(SETTLE, campaign, listOf(keys)))
    work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, numberAt(row, 0));
}
