import { COUNTER } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { dropKeys } from "./person-keys.ts";

/** By its key, and not through all refused rows of the campaign. */
const OPEN = "select id, reason, contacts from refusals where +campaign = ? and key = ? and settled = 0";
const SETTLE = "update refusals set settled = 1, contacts = null, digests = null where id = ?";

/**
 * Refused rows of a key that was enrolled, or is refused once more: whoever phones the unreached needs each person once,
 * and nobody who is sent to or was withdrawn. Answers whether there was one. Lines stay counted as they were; what is counted here is taken off the unreached.
 */
export function settleRefusals(work: Work, campaign: number, key: string): boolean {
  const open = work.sql.rows(OPEN, campaign, key);
  for (const row of open) {
    work.sql.run(SETTLE, numberAt(row, 0));
    dropKeys(work.sql, row[2] as string | null);
    work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, numberAt(row, 1));
  }
  return open.length > 0;
}
