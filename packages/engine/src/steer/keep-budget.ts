import { type Budget, formatAmount, type Ledger } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { recordIncident } from "../base/record-incident.ts";

const SUBJECT = { kind: "budget", provider: "", destination: "" } as const;

export interface BudgetMemory {
  readonly isSpent: boolean;
}

/** Opens an incident while messages wait for budget. A refund of unsent messages may let recipients resume. */
export async function keepBudget(
  context: EngineContext,
  ledger: Ledger,
  before: BudgetMemory = { isSpent: false },
): Promise<BudgetMemory | undefined> {
  const { campaign, budget } = ledger;
  if (budget === undefined) return undefined;
  const { limit, spent, wanted } = budget;
  const { queues } = await context.store.queues(campaign);
  const held = queues.filter(({ holds }) => holds.some(({ source }) => source === "budget"));
  const isSpent = held.length > 0;
  if (isSpent && wanted !== undefined && spent + wanted <= limit) {
    const reason = "messages that were not sent were refunded";
    await context.store.budget({ campaign, actor: "relance", reason });
    return before; // the next check shows whether the refund was enough
  }
  if (isSpent !== before.isSpent) {
    const [now] = await context.store.count(campaign); // more may have been spent after `ledger` was read
    await say(context, ledger, now?.budget ?? budget, [...new Set(held.map(({ planned }) => planned))]);
  }
  return { isSpent };
}

function say(
  context: EngineContext,
  { campaign, name }: Ledger,
  { currency, limit, spent }: Budget,
  held: readonly string[],
): Promise<unknown> {
  const isSpent = held.length > 0;
  const sums = `${formatAmount(spent)} of ${formatAmount(limit)} ${currency} are spent`;
  const fact = isSpent ? `${sums}: one more message would exceed the budget` : sums;
  const action = isSpent
    ? `no further message is sent through ${held.join(", ")} until the budget is raised`
    : "the stopped recipients resume";
  const did = isSpent ? ({ change: "open", did: "paused" } as const) : ({ change: "end", did: "resumed" } as const);
  return recordIncident(context, { ...SUBJECT, campaign, ...did, fact, action, figures: { limit, spent } }, name);
}
