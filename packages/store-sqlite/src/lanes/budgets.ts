import { type BudgetRow, isHeldForBudget } from "@relance/store";
import type { Sql } from "../transaction/sql.ts";

const ONE = "select campaign, currency, micros, spent, wanted, changes from budgets where campaign = ?";
const ADD = "insert into budgets (campaign, currency, micros) values (?, ?, ?) on conflict do nothing";
const SPEND = "update budgets set spent = spent + ? where campaign = ?";

export function readBudget(sql: Sql, campaign: number): BudgetRow | undefined {
  return sql.one<BudgetRow>(ONE, campaign);
}

/** The budget that a version names; one that is there already stays as it is. */
export function addBudget(sql: Sql, campaign: number, currency: string, micros: number): void {
  sql.run(ADD, campaign, currency, micros);
}

export function spend(sql: Sql, campaign: number, micros: number): void {
  sql.run(SPEND, micros, campaign);
}

/** A slice waits with the lane that it is a part of. */
const HOLDS = `select w.holds from lanes l join lanes w on w.campaign = l.campaign and w.step = l.step
    and w.position = l.position and w.planned = l.planned and w.slice = 0 where l.id = ?`;

/** Whoever waits in this lane waits for money. */
export function isLaneOverBudget(sql: Sql, lane: number): boolean {
  const holds = sql.row(HOLDS, lane)?.[0];
  return typeof holds === "string" && isHeldForBudget(holds);
}
