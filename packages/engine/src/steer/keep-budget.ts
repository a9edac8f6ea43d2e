import { type Budget, formatAmount, type Ledger } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { sayIncident } from "../base/say-incident.ts";

const SUBJECT = { kind: "budget", provider: "", destination: "" } as const;

/** How a campaign's budget stood when it was checked last. */
export interface BudgetMemory {
  /** Messages wait for money, and the incident is open. */
  readonly isSpent: boolean;
}

/**
 * Opens an incident once messages wait for money, and ends it once none do. What turned out not to have left gives
 * money back: then waiting recipients are let continue.
 */
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
    const reason = "messages that did not leave gave money back";
    await context.store.budget({ campaign, actor: "relance", reason });
    return before; // the next check says whether it was enough
  }
  if (isSpent !== before.isSpent) {
    const [now] = await context.store.count(campaign); // much is spent between two looks
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
  const fact = isSpent ? `${sums}: one more message would pass the budget` : sums;
  const action = isSpent
    ? `no further message leaves over ${held.join(", ")} before the budget is raised`
    : "recipients it stopped resume";
  const did = isSpent ? ({ change: "open", did: "paused" } as const) : ({ change: "end", did: "resumed" } as const);
  return sayIncident(context, { ...SUBJECT, campaign, ...did, fact, action, figures: { limit, spent } }, name);
}
