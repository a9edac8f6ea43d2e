import { type CampaignState, isHidden, type Ledger, type Plan, readIncidents } from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { SEND } from "../base/inline-campaign.ts";
import { jsonTask, type LeasedTask, peekLease, readKept } from "../base/leased-task.ts";
import { recordIncident } from "../base/record-incident.ts";
import { type BudgetMemory, keepBudget } from "./keep-budget.ts";
import { keepPace, type PaceMemory } from "./keep-pace.ts";
import { type BreakerMemory, keepBreakers, keepThrottles, type ThrottleMemory } from "./keep-providers.ts";
import { keepStopped, type StoppedMemory } from "./keep-stopped.ts";

/** If this process crashes, another one takes over after this time. */
const LEASE_MS = 15_000;
const IN_FORCE: readonly CampaignState[] = ["running", "held"];
const OVER: readonly CampaignState[] = ["closed", "cancelled"];

interface KeptMemory {
  readonly pace?: PaceMemory | undefined;
  readonly budget?: BudgetMemory | undefined;
}

interface SharedMemory {
  readonly breakers?: BreakerMemory | undefined;
  readonly throttles?: ThrottleMemory | undefined;
  readonly stopped?: StoppedMemory | undefined;
  readonly countedAt?: number | undefined;
}

const COUNT_MS = 60_000;

/** Releases waves, and opens incidents about budgets, providers and pauses that delay recipients. */
export function createKeeper(context: EngineContext): (signal: AbortSignal) => Promise<void> {
  const { store } = context;
  const plans = new Map<number, Plan>();
  const tasks = new Map<number, LeasedTask<KeptMemory | undefined>>();
  /** Campaigns with all waves released. Of these campaigns, only those with a budget are checked further. */
  const released = new Set<number>();
  const shared = jsonTask<SharedMemory>(context, { name: "keep", leaseMs: LEASE_MS });

  async function readPlan(campaign: number): Promise<Plan | undefined> {
    if (!plans.has(campaign)) plans.set(campaign, (await context.versions.latestStored(campaign)).plan);
    return plans.get(campaign);
  }

  async function keep(ledger: Ledger): Promise<void> {
    const { campaign, budget } = ledger;
    if (budget === undefined && released.has(campaign)) return;
    const plan = await readPlan(campaign);
    if (plan === undefined || (plan.pace === undefined && budget === undefined)) return;
    const task = tasks.get(campaign) ?? jsonTask<KeptMemory>(context, { name: leaseName(campaign), leaseMs: LEASE_MS });
    tasks.set(campaign, task);
    await task.run(async ({ memory = {}, now, save }) => {
      const pace = await keepPace(context, { ledger, plan, before: memory.pace, now });
      if (pace?.isDone !== false) released.add(campaign);
      await save({ pace, budget: await keepBudget(context, ledger, memory.budget) });
    });
  }

  async function keepShared(active: readonly Ledger[]): Promise<void> {
    const { closed, slowed, queues } = await store.queues();
    await shared.run(async ({ memory = {}, now, save }) => {
      const breakers = await keepBreakers(context, closed, memory.breakers);
      const throttles = await keepThrottles(context, slowed, memory.throttles);
      const isCounted = now - (memory.countedAt ?? Number.NEGATIVE_INFINITY) < COUNT_MS;
      const stopped = isCounted
        ? memory.stopped
        : await keepStopped(context, { queues, ledgers: active }, readPlan, memory.stopped);
      await save({ breakers, throttles, stopped, countedAt: isCounted ? memory.countedAt : now });
    });
  }

  return async (signal) => {
    const ledgers = await store.count();
    const active = ledgers.filter(({ state, name }) => IN_FORCE.includes(state) && !isHidden(name));
    await keepShared(active);
    for (const ledger of active) {
      if (signal.aborted) return;
      if (ledger.name !== SEND) await keep(ledger);
    }
    await endIncidents(context, ledgers);
  };
}

const leaseName = (campaign: number): string => `keep:${campaign}`;

/** Reads how far a campaign's waves are; `undefined` without waves or before the first check. */
export async function readPace({ store }: Needs<"store">, campaign: number): Promise<PaceMemory | undefined> {
  return readKept<KeptMemory>(await peekLease(store, leaseName(campaign)))?.pace;
}

/** Closes incidents of ended campaigns, because no later message or receipt can close them. */
async function endIncidents(context: EngineContext, ledgers: readonly Ledger[]): Promise<void> {
  const over = new Map(
    ledgers.flatMap(({ campaign, name, state }) => (OVER.includes(state) ? [[campaign, name]] : [])),
  );
  if (over.size === 0) return;
  for await (const { campaign, kind, provider, destination } of readIncidents(context.store, { open: true })) {
    if (!over.has(campaign)) continue;
    const change = { campaign, kind, provider, destination, change: "end", fact: "the campaign is over" } as const;
    await recordIncident(context, change, over.get(campaign));
  }
}
