import type { GateChange, Ledger, Plan } from "@relance/spec";
import { judgePilot, LEAST_OF_PILOT, type PilotVerdict } from "@relance/watch";
import type { EngineContext } from "../../context.ts";
import type { Heard } from "../judge/hear-bins.ts";
import { modelOf } from "../judge/judge-campaign.ts";
import type { PaceMemory, ProviderModels, WatchMemory } from "../watch-memory.ts";
import { firstPace, nextPace, paceRate } from "./next-pace.ts";

const EVERYBODY = 2 ** 31;
/** The watch renews it; if nobody does, the auditor asks for the people who were not released. */
const REVIEW_MS = 15 * 60_000;
const RENEW_MS = 5 * 60_000;

/** What a campaign's lanes are told when it begins, before its gates open: the first wave alone may leave. */
export function firstRelease(campaign: number, plan: Plan, people: number, now: number): readonly GateChange[] {
  if (plan.pace === undefined) return [];
  return [release(campaign, plan, firstPace(plan.pace, people, now), now)];
}

/** Lets the next wave go once nothing speaks against it. */
export async function keepPace(
  context: EngineContext,
  facts: {
    readonly ledger: Ledger;
    readonly plan: Plan;
    readonly heard: Heard;
    readonly memory: WatchMemory;
    readonly modelsOf: (provider: string) => ProviderModels;
  },
): Promise<PaceMemory | undefined> {
  const { ledger, plan, heard, memory } = facts;
  if (plan.pace === undefined) return undefined;
  const { now } = heard;
  const people = ledger.audience.enrolled;
  const pace = memory.pace ?? firstPace(plan.pace, people, now);
  const { memory: known, step } = nextPace(plan.pace, pace, {
    people,
    begun: people - ledger.states.pending,
    // a probe may last until the deadline, and its own lanes are slow: it holds up nobody else
    isAlarmed: Object.values(memory.providers).some(({ state }) => state === "throttled"),
    isOnlySaid: plan.onLoss === "warn",
    pilots: pilotsOf(facts),
    now,
  });
  if (step === undefined) {
    if (known.isDone === true || now - (known.renewedAt ?? 0) < RENEW_MS) return known;
    await context.store.control([release(ledger.campaign, plan, known, now)]);
    return { ...known, renewedAt: now };
  }
  await context.store.control([release(ledger.campaign, plan, step.next, now)]);
  context.log({
    level: step.why === "as planned" ? "info" : "warn",
    event: "pace.wave",
    facts: {
      campaign: ledger.name,
      wave: step.next.stage,
      share: Math.round(step.next.share * 1_000) / 1_000,
      why: step.why,
    },
  });
  return { ...step.next, renewedAt: now };
}

function release(campaign: number, plan: Plan, pace: PaceMemory, now: number): GateChange {
  return {
    campaign,
    source: "pace",
    actor: "pace",
    reason: pace.isDone === true ? "everybody is released" : `wave ${pace.stage} of the campaign's pace`,
    releasedThrough: Math.min(EVERYBODY, Math.ceil(pace.share * EVERYBODY)),
    perSecond: plan.pace === undefined ? null : paceRate(plan.pace, pace),
    reviewAt: now + REVIEW_MS,
  };
}

/**
 * Providers that are sent over now, and tell what became of messages. Where most of the pilot never left the house, too few
 * are left to wait for.
 */
function pilotsOf({ heard, memory, plan, modelsOf }: Parameters<typeof keepPace>[1]): readonly PilotVerdict[] {
  const reports = new Set(
    plan.steps.flatMap(({ route }) => route.filter(({ receipts }) => receipts).map(({ provider }) => provider)),
  );
  return heard.slices
    .filter(({ name }) => name.carrier === undefined && reports.has(name.provider))
    .filter(({ name }) => (memory.providers[name.provider]?.state ?? "open") !== "paused")
    .flatMap(({ name, seconds, captured }) => {
      const { provider } = name;
      const model = modelOf(modelsOf(provider), undefined);
      const from = memory.providers[provider]?.judgedFrom ?? 0;
      const fresh = seconds.filter(({ at }) => at >= from);
      const bins = { seconds: fresh };
      const verdict = judgePilot({ bins, model, now: heard.now, deaf: heard.deafOf(provider) });
      return captured > 0 && verdict.accepted < LEAST_OF_PILOT ? [] : verdict;
    });
}
