import { type Actor, type Budget, ConfigError, formatAmount } from "@relance/spec";
import type { Needs } from "../base/context.ts";

export interface BudgetOptions extends Actor {
  /** New limit for all costs of the campaign, past and future, in the budget's currency. */
  readonly amount: number;
}

const NO_BUDGET =
  "the campaign began without a budget, so its costs were not counted: write budget: into the file and start another --occurrence";

export async function changeBudget(
  { store }: Needs<"store">,
  campaign: number,
  { amount, actor, reason }: BudgetOptions,
): Promise<Budget> {
  const micros = Math.round(1e6 * amount);
  if (!Number.isSafeInteger(micros) || micros < 0)
    throw new ConfigError("campaign/invalid", "write a budget of 0 or more");
  const budget = await store.budget({ campaign, micros, actor, reason });
  if (budget === undefined) throw new ConfigError("campaign/invalid", NO_BUDGET);
  const { limit, currency } = budget;
  const story = { campaign, kind: "budget", provider: "", destination: "", change: "note", actor } as const;
  await store.incident({ ...story, fact: reason, action: `the budget is ${formatAmount(limit)} ${currency} now` });
  return budget;
}
