import { COUNTER } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** By its key, and not through all refused rows of the campaign. */
const SETTLE = "delete from refusals where +campaign = ? and key = ? returning reason";

/**
 * Refused rows of a key that was enrolled, or is refused once more: whoever phones the unreached needs each person once,
 * and nobody who is sent to. Lines stay counted as they were; what is counted here is taken off the unreached.
 */
export function settleRefusals(work: Work, campaign: number, key: string): void {
  for (const row of work.sql.rows(SETTLE, campaign, key))
    work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, numberAt(row, 0));
}
