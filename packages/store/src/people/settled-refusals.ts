import { COUNTER } from "../counts/counters.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { dropKeys } from "./person-keys.ts";

/** In one order, so that two imports of the same people wait for each other and no more. */
const OPEN = `select id, reason, contacts, key from refusals
  where campaign = $1 and key = any($2::text[]) and settled = 0 order by id for update`;
const SETTLE =
  "update refusals set settled = 1, contacts = null, digests = null where id = any($1::bigint[])";

/**
 * Refused rows of keys that were enrolled, or are refused once more: whoever phones the unreached needs each person once,
 * and nobody who is sent to or was withdrawn. Answers the keys that had one. Lines stay counted as they were; what is counted here is taken off the unreached.
 */
export async function settleRefusals(
  work: Work,
  campaign: number,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const open = await work.sql.rows(OPEN, campaign, listOf(keys));
  if (open.length === 0) return new Set();
  await work.sql.run(SETTLE, listOf(open.map((row) => numberAt(row, 0))));
  for (const row of open) work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, numberAt(row, 1));
  await dropKeys(
    work.sql,
    open.map((row) => row[2] as string | null),
  );
  return new Set(open.map((row) => row[3] as string));
}
