import { firstShare, isWaveSent, LEAST_WAVE_MS, LONGEST_PILOT_MS, nextShare, waveRate } from "@relance/rules";
import type { GateChange, Ledger, Plan, PlanPace } from "@relance/spec";
import { judgePilot, LEAST_OF_PILOT, type PilotVerdict, withProven } from "@relance/watch";
import type { EngineContext } from "../../base/context.ts";
import { modelOf } from "../judge/model-of.ts";
import type { Listened } from "../judge/receipt-tracker.ts";
import { ledAround, withoutParts } from "../judge/without-parts.ts";
import type { PaceMemory, ProviderModels, WatchMemory } from "../watch-memory.ts";

const ALL = 2 ** 31;
/** The watch renews it; if it does not, the auditor asks for the recipients who were not released. */
const REVIEW_MS = 15 * 60_000;
const RENEW_MS = 5 * 60_000;

/** What a campaign's queues are told when it begins, before its gates open: the first wave alone may leave. */
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
    readonly heard: Listened;
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
    // a probe may last until the deadline, and its own queues are slow: it holds up no other
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
    reason: pace.isDone === true ? "all recipients are released" : `wave ${pace.stage} of the campaign's pace`,
    releasedThrough: Math.min(ALL, Math.ceil(pace.share * ALL)),
    perSecond: plan.pace === undefined ? null : paceRate(plan.pace, pace),
    reviewAt: now + REVIEW_MS,
  };
}

/**
 * Providers that are sent over now, and tell what became of messages. Where most of the pilot never left the gateway,
 * or left through another provider, too few are left to wait for.
 */
function pilotsOf({ heard, memory, plan, modelsOf }: Parameters<typeof keepPace>[1]): readonly PilotVerdict[] {
  const reports = new Set(
    plan.steps.flatMap(({ route }) => route.filter(({ receipts }) => receipts).map(({ provider }) => provider)),
  );
  const verdicts = heard.flows
    .filter(({ name }) => name.destination === undefined && reports.has(name.provider))
    .filter(({ name }) => (memory.providers[name.provider]?.state ?? "open") !== "paused")
    .flatMap((flow) => {
      const { provider } = flow.name;
      const model = withProven(modelOf(modelsOf(provider), undefined), memory.proven?.counts[flow.key]);
      const from = memory.providers[provider]?.judgedFrom ?? 0;
      const rest = withoutParts(flow, heard.flows, ledAround(memory, provider));
      const bins = { ...rest, seconds: rest.seconds.filter(({ at }) => at >= from) };
      const verdict = judgePilot({ bins, model, now: heard.now, downtime: heard.downtimeOf(provider) });
      return flow.captured > 0 && !isEnough(verdict) ? [] : verdict;
    });
  return verdicts.some(isEnough) ? verdicts.filter(isEnough) : verdicts;
}

function isEnough({ accepted }: PilotVerdict): boolean {
  return accepted >= LEAST_OF_PILOT;
}

/** How a campaign with this many recipients begins. */
export function firstPace(pace: PlanPace, people: number, now: number): PaceMemory {
  const share = firstShare(pace, people);
  const waves = [{ wave: 0, at: now, share }];
  return { stage: 0, share, since: now, isDone: share >= 1, waves };
}

/** Messages a second that a stage may send; null = as fast as the providers allow. */
function paceRate(pace: PlanPace, memory: PaceMemory): number | null {
  return waveRate(pace, memory.isDone !== true && memory.stage === 0);
}

/** Why a wave is over. */
type PaceStep = { readonly next: PaceMemory; readonly why: "as planned" | "nothing to judge by" } | undefined;

/** The next wave, once this one was sent and nothing speaks against it; `undefined` = not yet. */
export function nextPace(
  pace: PlanPace,
  memory: PaceMemory,
  facts: {
    readonly people: number;
    /** Recipients who were sent to, or need no message any more. */
    readonly begun: number;
    /** A provider is slowed down, in doubt. */
    readonly isAlarmed: boolean;
    /** A loss is said, and nothing else: the pilot then holds no recipient. */
    readonly isOnlySaid: boolean;
    /** Of providers that report what became of messages. */
    readonly pilots: readonly PilotVerdict[];
    readonly now: number;
  },
): { readonly memory: PaceMemory; readonly step: PaceStep } {
  const { now, people, begun } = facts;
  if (memory.isDone === true) return { memory, step: undefined };
  const isSent = isWaveSent(begun, memory.share, people);
  const known = isSent && memory.sentAt === undefined ? { ...memory, sentAt: now } : memory;
  const tooSoon = now - memory.since < LEAST_WAVE_MS;
  // a doubt without new messages may never end: the deadline does not wait for it
  const isLate = now - (known.sentAt ?? now) >= LONGEST_PILOT_MS;
  if (!isSent || tooSoon || (facts.isAlarmed && !isLate)) return { memory: known, step: undefined };
  const isJudged =
    memory.stage > 0 || facts.pilots.every(({ answer }) => answer === "go" || (facts.isOnlySaid && answer === "stop"));
  if (!isJudged && !isLate) return { memory: known, step: undefined };
  const next = wave(pace, memory, people, now);
  return { memory: next, step: { next, why: isJudged && !facts.isAlarmed ? "as planned" : "nothing to judge by" } };
}

function wave(pace: PlanPace, memory: PaceMemory, people: number, now: number): PaceMemory {
  const share = nextShare(pace, memory.share, people);
  const stage = memory.stage + 1;
  const waves = [...(memory.waves ?? []), { wave: stage, at: now, share }];
  return { stage, share, since: now, isDone: share >= 1, waves };
}
