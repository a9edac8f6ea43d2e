import { type CampaignState, isHidden, type Ledger, type Plan } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { SEND } from "../base/inline-campaign.ts";
import { jsonTask, type LeasedTask, peekLease, readKept } from "../base/leased-task.ts";
import { readIncidents } from "../base/read-incidents.ts";
import { sayIncident } from "../base/say-incident.ts";
import { createBreakers } from "./keep-breakers.ts";
import { type BudgetMemory, keepBudget } from "./keep-budget.ts";
import { keepPace, type PaceMemory } from "./keep-pace.ts";
import { createStopped } from "./keep-stopped.ts";
import { createThrottles } from "./keep-throttles.ts";

/** If this process stops, another process takes over the campaign after this time. */
const LEASE_MS = 15_000;
const IN_FORCE: readonly CampaignState[] = ["running", "held", "draining"];
const OVER: readonly CampaignState[] = ["closed", "cancelled"];

/** What is stored about a campaign between two runs. */
interface KeptMemory {
  readonly pace?: PaceMemory | undefined;
  readonly budget?: BudgetMemory | undefined;
}

/** Releases waves, checks budgets, and reports providers that refuse, throttle or delay messages. */
export interface Keeper {
  pass(signal: AbortSignal): Promise<void>;
}

export function createKeeper(context: EngineContext): Keeper {
  const { store } = context;
  const plans = new Map<number, Plan>();
  const tasks = new Map<number, LeasedTask<KeptMemory | undefined>>();
  /** Campaigns without a budget whose waves are all released need no more checks. */
  const released = new Set<number>();
  const breakers = createBreakers(context);
  const throttles = createThrottles(context);
  const stopped = createStopped(context, planOf);

  async function planOf(campaign: number): Promise<Plan | undefined> {
    if (!plans.has(campaign)) for (const { plan } of await store.versions({ campaign })) plans.set(campaign, plan);
    return plans.get(campaign);
  }

  async function keep(ledger: Ledger): Promise<void> {
    const { campaign, budget } = ledger;
    if (budget === undefined && released.has(campaign)) return;
    const plan = await planOf(campaign);
    if (plan === undefined || (plan.pace === undefined && budget === undefined)) return;
    const task = tasks.get(campaign) ?? jsonTask<KeptMemory>(context, { name: taskOf(campaign), leaseMs: LEASE_MS });
    tasks.set(campaign, task);
    await task.run(async ({ memory = {}, now, save }) => {
      const pace = await keepPace(context, { ledger, plan, before: memory.pace, now });
      if (pace?.isDone !== false) released.add(campaign);
      await save({ pace, budget: await keepBudget(context, ledger, memory.budget) });
    });
  }

  return {
    async pass(signal) {
      const ledgers = await store.count();
      const { closed, slowed, queues } = await store.queues();
      await breakers.look(closed);
      await throttles.look(slowed);
      const inForce = ledgers.filter(({ state, name }) => IN_FORCE.includes(state) && !isHidden(name));
      await stopped.look(queues, inForce);
      for (const ledger of inForce) {
        if (signal.aborted) return;
        if (ledger.name !== SEND) await keep(ledger);
      }
      await endIncidents(context, ledgers);
    },
  };
}

function taskOf(campaign: number): string {
  return `keep:${campaign}`;
}

/** Reads the progress of a campaign's waves; absent if it has no waves, or no process has checked it yet. */
export async function readPace({ store }: EngineContext, campaign: number): Promise<PaceMemory | undefined> {
  return readKept<KeptMemory>(await peekLease(store, taskOf(campaign)))?.pace;
}

/** Ends the open incidents of campaigns that ended, because no later message or receipt would end them. */
async function endIncidents(context: EngineContext, ledgers: readonly Ledger[]): Promise<void> {
  const over = new Map(
    ledgers.flatMap(({ campaign, name, state }) => (OVER.includes(state) ? [[campaign, name]] : [])),
  );
  if (over.size === 0) return;
  for await (const { campaign, kind, provider, destination } of readIncidents(context.store, { open: true })) {
    if (!over.has(campaign)) continue;
    const change = { campaign, kind, provider, destination, change: "end", fact: "the campaign is over" } as const;
    await sayIncident(context, change, over.get(campaign));
  }
}
