import type { Budget, BudgetChange } from "@relance/spec";
import { budgetOf, orderText, withChange } from "@relance/store";
import { readBudget } from "../lanes/budgets.ts";
import type { Work } from "../transaction/work.ts";
import { control } from "./control.ts";

const MOVE = "update budgets set micros = ?, changes = ?, wanted = null where campaign = ?";

/** Moves the limit; whoever stopped for it goes on, and stops again where it is still too little. */
export function budget(
  work: Work,
  { campaign, micros: moved, actor, reason }: BudgetChange,
): Budget | undefined {
  const known = readBudget(work.sql, campaign);
  if (known === undefined) return undefined;
  const micros = moved ?? known.micros;
  const change = { at: work.now, actor, reason, micros };
  const changes = moved === undefined ? known.changes : withChange(known.changes, change);
  work.sql.run(MOVE, micros, changes, campaign);
  control(work, [{ campaign, source: "budget", gate: "open", actor, reason }]);
  work.log.addCampaign(campaign, "campaign.steered", work.word(orderText({ actor, reason })));
  return budgetOf({ ...known, micros, wanted: null, changes });
}
