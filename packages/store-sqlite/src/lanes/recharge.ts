import { isPaidFor } from "@relance/store";
import type { Work } from "../transaction/work.ts";
import { spend } from "./budgets.ts";

const RECOUNT =
  "update charges set is_spent = ? where attempt = ? and is_spent <> ? returning campaign, micros";

/** An attempt turns out to have left, or not to have: its campaign's budget follows. */
export function recharge(work: Work, attempt: number, from: number, to: number): void {
  if (isPaidFor(from) === isPaidFor(to) || !work.hasBudgets) return;
  const isSpent = Number(isPaidFor(to));
  const [campaign, micros] = work.sql.row(RECOUNT, isSpent, attempt, isSpent) ?? [];
  if (typeof campaign === "number" && typeof micros === "number")
    spend(work.sql, campaign, isSpent === 1 ? micros : -micros);
}
