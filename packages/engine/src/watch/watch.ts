import { type CampaignState, isCanaries, type Ledger, type StoredVersion } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { SEND } from "../base/inline-campaign.ts";
import { jsonTask, type LeasedTask, leasedTask } from "../base/leased-task.ts";
import { sayIncident } from "../base/say-incident.ts";
import { createCanaryKeeper } from "../canaries/keep-canaries.ts";
import { createAnswerHistory } from "./judge/answer-history.ts";
import { compareVendors } from "./judge/compare-vendors.ts";
import { judgeCanaries, pausingUnanswered, steeredIn, suspectedFakeReceipts } from "./judge/fake-and-unanswered.ts";
import { hearBins } from "./judge/hear-bins.ts";
import { createInquiries } from "./judge/inquiries.ts";
import { judgeAnswers } from "./judge/judge-answers.ts";
import { judgeCampaign } from "./judge/judge-campaign.ts";
import { judgePace } from "./judge/judge-pace.ts";
import { judgePumping, type PumpingMemory } from "./judge/judge-pumping.ts";
import { judgeSigns, tookNothing } from "./judge/judge-signs.ts";
import { learn } from "./judge/learn.ts";
import { createModelHistory } from "./judge/model-history.ts";
import { readProven } from "./judge/read-proven.ts";
import { ReceiptTracker, silencesIn } from "./judge/receipt-tracker.ts";
import { keepWithheld, tellSilences } from "./judge/withheld.ts";
import { canLeadAround } from "./respond/lead-parts.ts";
import { rerouteFromUnhealthy } from "./respond/reroute-from-unhealthy.ts";
import { respond } from "./respond/respond.ts";
import { type UnhealthyProvider, unhealthyProviders } from "./respond/unhealthy-providers.ts";
import { readMemory, type WatchMemory } from "./watch-memory.ts";

/** One process at a time watches a campaign; another resumes where it stopped once this is over. */
const LEASE_MS = 15_000;
/** Where the store is slow, the lease lasts for this many looks as the last one took. */
const LEASE_LOOKS = 3;
const WATCHED: readonly CampaignState[] = ["running", "held", "draining"];

function isOfPeople({ name }: Ledger): boolean {
  return name !== SEND && !isCanaries(name);
}

/** Looks at what became of messages, and acts on it. */
export interface Watch {
  /** One look at every running campaign. Answers those that were checked: others have another watcher. */
  pass(signal: AbortSignal): Promise<readonly number[]>;
}

export function createWatch(context: EngineContext): Watch {
  const { store, runtime, providers } = context;
  const trackers = new Map<number, ReceiptTracker>();
  const history = createModelHistory(context);
  const answerHistory = createAnswerHistory(context);
  const sayRefusedAll = createRefusedAll(context);
  const inquiries = createInquiries(context);
  const canaryKeeper = createCanaryKeeper(context);
  const versions = new Map<number, StoredVersion>();
  const tasks = new Map<number, LeasedTask<WatchMemory>>();
  let sends: LeasedTask<PumpingMemory | undefined> | undefined;
  let lookMs = 0;

  /** The latest version of a campaign. */
  async function versionOf(campaign: number): Promise<StoredVersion | undefined> {
    if (!versions.has(campaign)) {
      for (const version of await store.versions({ campaign })) versions.set(campaign, version);
    }
    return versions.get(campaign);
  }

  function taskOf(campaign: number): LeasedTask<WatchMemory> {
    const known = tasks.get(campaign);
    if (known !== undefined) return known;
    const leaseMs = () => Math.max(LEASE_MS, LEASE_LOOKS * lookMs);
    const task = leasedTask(context, { name: `watch:${campaign}`, leaseMs, read: readMemory });
    tasks.set(campaign, task);
    return task;
  }

  async function look(
    ledger: Ledger,
    unhealthy: readonly UnhealthyProvider[],
    before: WatchMemory,
  ): Promise<WatchMemory | undefined> {
    const { campaign } = ledger;
    const version = await versionOf(campaign);
    if (version === undefined) return undefined;
    const { plan } = version;
    const bins = await hearBins(context, campaign, plan);
    await history.need(bins.flows.map(({ name }) => name.provider));
    const tracker = trackers.get(campaign) ?? new ReceiptTracker();
    trackers.set(campaign, tracker);
    const vendorOf = (provider: string) => providers.get(provider)?.vendor ?? provider;
    const heard = tracker.listen(bins, before.silences, history.of, vendorOf);
    const expectsReceipts = (provider: string) => providers.get(provider)?.capabilities.receipts === true;
    const compared = await compareVendors(context, campaign, plan, before.compared, heard);
    const proven = await readProven(context, campaign, before, heard, history.of);
    const withheld = keepWithheld(ledger, heard, before.withheld);
    const judged = judgeCampaign(
      heard,
      { ...before, compared, proven, withheld },
      { expectsReceipts, modelsOf: history.of, canLeadAround: (provider) => canLeadAround(plan, before, provider) },
    );
    const waiting = ledger.states.pending;
    const watched = { campaign, plan, waiting, now: heard.now, inquiries };
    const canaries = await canaryKeeper.keep(ledger, version, before.canaries, heard.now);
    const verdicts = await judgeCanaries(context, campaign, before.canaries, canaries, judged.providers);
    const answers = await judgeAnswers(context, {
      ledger,
      now: heard.now,
      before: before.answers,
      history: answerHistory,
      suspected: suspectedFakeReceipts(before, verdicts),
      steered: steeredIn(before),
    });
    const found = pausingUnanswered(verdicts, answers);
    const silences = silencesIn(heard);
    const seen = { ...before, silences, alarms: judged.alarms, canaries, answers, compared, proven, withheld };
    let memory = await respond(context, watched, seen, found);
    await tellSilences(context, campaign, { before, after: memory, heard });
    memory = { ...memory, pace: await judgePace(context, { ledger, plan, heard, memory, modelsOf: history.of }) };
    memory = { ...memory, ...(await rerouteFromUnhealthy(context, watched, memory, unhealthy)) };
    const signs = { ledger, heard, incidents: memory.incidents, before: before.signs };
    memory = { ...memory, signs: await judgeSigns(context, signs) };
    const lesson = learn(heard, memory, history.of);
    if (lesson !== undefined) {
      await history.keep(lesson.models);
      memory = { ...memory, learnedThrough: lesson.learnedThrough };
    }
    return memory;
  }

  /** One look at the messages of `send()`: only what its guard asks. */
  async function lookAtSends(ledger: Ledger): Promise<void> {
    sends ??= jsonTask<PumpingMemory>(context, { name: `watch:${ledger.campaign}`, leaseMs: LEASE_MS });
    await sends.run(async ({ memory, now, save }) => save(await judgePumping(context, ledger, memory, now)));
  }

  return {
    async pass(signal) {
      const ledgers = await store.count();
      const { closed, slowed } = await store.queues();
      const unhealthy = unhealthyProviders(closed, slowed, runtime.now());
      const seen: number[] = [];
      for (const ledger of ledgers) {
        if (signal.aborted) return seen;
        if (!WATCHED.includes(ledger.state)) continue;
        if (ledger.name === SEND && context.sendGuard !== undefined) await lookAtSends(ledger);
        const begunAt = runtime.now();
        if (!isOfPeople(ledger)) continue;
        const isLookedAt = await taskOf(ledger.campaign).run(async ({ memory, save }) => {
          const after = await look(ledger, unhealthy, memory);
          if (after !== undefined) await save(after);
          return after !== undefined;
        });
        if (isLookedAt !== true) continue;
        seen.push(ledger.campaign);
        lookMs = runtime.now() - begunAt;
      }
      await sayRefusedAll(ledgers);
      return seen;
    },
  };
}

const PAGE = 100;

/** Opens an incident for a provider that accepted nothing of a campaign, which ended before it was checked. */
function createRefusedAll(context: EngineContext): (ledgers: readonly Ledger[]) => Promise<void> {
  const done = new Set<number>();
  return async (ledgers) => {
    for (const ledger of ledgers) {
      const { state, campaign, name } = ledger;
      if ((state !== "closed" && state !== "cancelled") || done.has(campaign) || isCanaries(name)) continue;
      await sayNothingTaken(context, ledger);
      done.add(campaign);
    }
  };
}

async function sayNothingTaken(context: EngineContext, ledger: Ledger): Promise<void> {
  const { campaign, name } = ledger;
  const refusing = tookNothing(ledger);
  if (refusing.size === 0) return;
  const { rows } = await context.store.incidents({ campaign, limit: PAGE });
  for (const [provider, said] of refusing) {
    if (rows.some((row) => row.kind === "refusals" && row.provider === provider)) continue;
    await sayIncident(
      context,
      { campaign, kind: "refusals", provider, destination: "", change: "open", ...said },
      name,
    );
  }
}
