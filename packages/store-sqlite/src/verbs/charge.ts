import { ATTEMPT } from "@relance/rules";
import type { ChargeItem, ChargeStatus } from "@relance/spec";
import { type BudgetRow, budgetHold } from "@relance/store";
import { readBudget, spend } from "../lanes/budgets.ts";
import { readAttempt } from "../sending/attempts.ts";
import type { Work } from "../transaction/work.ts";
import { control } from "./control.ts";

const KNOWN = "select 1 from charges where attempt = ?";
const ADD = "insert into charges (attempt, campaign, micros) values (?, ?, ?)";
const WANTED = "update budgets set wanted = min(coalesce(wanted, ?1), ?1) where campaign = ?2";
const LANE = `select l.step, w.word as planned from enrollments e join lanes l on l.id = e.lane
  join words w on w.id = l.planned where e.id = ?`;

/** Counts what messages cost before they leave; whatever would pass its budget is refused, and its lane held. */
export function charge(work: Work, items: readonly ChargeItem[]): readonly ChargeStatus[] {
  return items.map((item) => chargeOne(work, item));
}

function chargeOne(work: Work, { attemptId, micros }: ChargeItem): ChargeStatus {
  const { sql } = work;
  const number = work.context.attemptIds.numberOf(attemptId);
  const attempt = number === undefined ? undefined : readAttempt(sql, number);
  if (attempt?.state !== ATTEMPT.submitting) return "stale";
  const budget = readBudget(sql, attempt.campaign);
  if (budget === undefined || sql.row(KNOWN, attempt.id) !== undefined) return "charged";
  if (budget.spent + micros > budget.micros) {
    sql.run(WANTED, micros, attempt.campaign);
    holdLane(work, attempt.enrollment, budget);
    return "over";
  }
  sql.run(ADD, attempt.id, attempt.campaign, micros);
  spend(sql, attempt.campaign, micros);
  return "charged";
}

function holdLane(work: Work, enrollment: number, budget: BudgetRow): void {
  const lane = work.sql.one<{ readonly step: number; readonly planned: string }>(LANE, enrollment);
  if (lane === undefined) return;
  control(work, [budgetHold({ campaign: budget.campaign, ...lane }, budget, work.now)]);
}
