import type { Budget, BudgetChange } from "@relance/spec";
import { orderText } from "../counts/event-rows.ts";
import { budgetOf, withChange } from "../lanes/budget-row.ts";
import { holdBudgets } from "../lanes/budgets.ts";
import type { Work } from "../transaction/work.ts";
import { control } from "./control.ts";

const MOVE = "update budgets set micros = $1, changes = $2, wanted = null where campaign = $3";

/** Moves the limit; whoever stopped for it goes on, and stops again where it is still too little. */
export async function budget(
  work: Work,
  { campaign, micros: moved, actor, reason }: BudgetChange,
): Promise<Budget | undefined> {
  const known = (await holdBudgets(work.sql, [campaign])).get(campaign);
  if (known === undefined) return undefined;
  const micros = moved ?? known.micros;
  const change = { at: work.now, actor, reason, micros };
  const changes = moved === undefined ? known.changes : withChange(known.changes, change);
  await work.sql.run(MOVE, micros, changes, campaign);
  await control(work, [{ campaign, source: "budget", gate: "open", actor, reason }]);
  const order = orderText({ actor, reason });
  await work.words.need([order]);
  work.log.addCampaign(campaign, "campaign.steered", work.word(order));
  return budgetOf({ ...known, micros, wanted: null, changes });
}
