import type { CampaignState, Ledger, Plan, PluginHost, PluginTask } from "@relance/spec";
import { createAnswerHistory } from "./judge/answer-history.ts";
import { compareVendors } from "./judge/compare-vendors.ts";
import {
  type FakesByProvider,
  providersWithFewAnswers,
  readFakes,
  suspectedFakeReceipts,
  withProofs,
} from "./judge/fake-and-unanswered.ts";
import { judgeAnswers } from "./judge/judge-answers.ts";
import { judgeCampaign } from "./judge/judge-campaign.ts";
import { judgePace } from "./judge/judge-pace.ts";
import { judgePumping, type PumpingMemory } from "./judge/judge-pumping.ts";
import { judgeSigns, providersThatRefusedAll } from "./judge/judge-signs.ts";
import { learn } from "./judge/learn.ts";
import { createLookups } from "./judge/lookups.ts";
import type { ModelHistory } from "./judge/model-history.ts";
import { createBinReader } from "./judge/read-bins.ts";
import { readProven } from "./judge/read-proven.ts";
import { ReceiptTracker, silencesIn } from "./judge/receipt-tracker.ts";
import { storeSilences, updateWithheld } from "./judge/withheld.ts";
import { escalateUnanswered } from "./respond/escalate-unanswered.ts";
import { canReroute } from "./respond/reroute-destinations.ts";
import { rerouteFromUnhealthy, type UnhealthyProvider, unhealthyProviders } from "./respond/reroute-from-unhealthy.ts";
import { respond } from "./respond/respond.ts";
import { keep, readStored } from "./stored-values.ts";
import { readMemory, type WatchMemory } from "./watch-memory.ts";

const SEND = "send";
const WATCHED: readonly CampaignState[] = ["running", "held"];

interface Shared {
  readonly unhealthy: readonly UnhealthyProvider[];
  readonly fakes: ReadonlyMap<number, FakesByProvider>;
}

/** Returns the task that judges campaigns and controls providers. */
export function createWatch(host: PluginHost, history: ModelHistory): PluginTask["run"] {
  const { providers } = host;
  const readBins = createBinReader(host);
  const trackers = new Map<number, ReceiptTracker>();
  const answerHistory = createAnswerHistory(host);
  /** Ended campaigns with refusals that are already reported. */
  const ended = new Set<number>();
  const lookups = createLookups(host);
  const plans = new Map<number, Plan>();
  /** The time of the last check of each campaign. A run begins with the campaigns that were checked longest ago. */
  const checkedAt = new Map<number, number>();

  async function readPlan(campaign: number): Promise<Plan | undefined> {
    const newest = plans.has(campaign) ? [] : await host.read.versions({ campaign, latest: true });
    for (const { plan } of newest) plans.set(campaign, plan);
    return plans.get(campaign);
  }

  async function checkCampaign(
    ledger: Ledger,
    { unhealthy, fakes }: Shared,
    before: WatchMemory,
  ): Promise<WatchMemory | undefined> {
    const { campaign } = ledger;
    const plan = await readPlan(campaign);
    if (plan === undefined) return undefined;
    const bins = await readBins(campaign, plan);
    await history.need(bins.flows.map(({ name }) => name.provider));
    const tracker = trackers.get(campaign) ?? new ReceiptTracker();
    trackers.set(campaign, tracker);
    const vendorFor = (provider: string) => providers.get(provider)?.vendor ?? provider;
    const observed = tracker.track(bins, before.silences, history.of, vendorFor);
    const expectsReceipts = (provider: string) => providers.get(provider)?.capabilities.receipts === true;
    const compared = await compareVendors(host, campaign, plan, before.compared, observed);
    const proven = await readProven(host, campaign, before, observed, history.of);
    const withheld = updateWithheld(ledger, observed, before.withheld);
    const judged = judgeCampaign(
      observed,
      { ...before, compared, proven, withheld },
      { expectsReceipts, modelsOf: history.of, canReroute: (provider) => canReroute(plan, before, provider) },
    );
    const waiting = ledger.states.pending;
    const watched = { campaign, plan, waiting, now: observed.now, lookups };
    const ownFakes: FakesByProvider = fakes.get(campaign) ?? new Map();
    const answers = await judgeAnswers(host, {
      ledger,
      plan,
      now: observed.now,
      before: before.answers,
      history: answerHistory,
      suspected: suspectedFakeReceipts(before, ownFakes),
      steered: providersWithFewAnswers(before),
    });
    const found = withProofs(judged.providers, ownFakes, answers);
    const silences = silencesIn(observed);
    const seen = { ...before, silences, alarms: judged.alarms, answers, compared, proven, withheld };
    let memory = await respond(host, watched, seen, found);
    memory = await escalateUnanswered(host, watched, memory);
    await storeSilences(host, campaign, { before, after: memory, observed });
    memory = { ...memory, pace: await judgePace(host, { ledger, plan, observed, memory, modelsOf: history.of }) };
    memory = { ...memory, ...(await rerouteFromUnhealthy(host, watched, memory, unhealthy)) };
    const signs = { ledger, observed, incidents: memory.incidents, before: before.signs };
    memory = { ...memory, signs: await judgeSigns(host, signs) };
    const lesson = learn(observed, memory, history.of);
    if (lesson !== undefined) {
      await history.keep(lesson.models);
      memory = { ...memory, learnedThrough: lesson.learnedThrough };
    }
    return memory;
  }

  return async ({ now, save }, signal) => {
    const ledgers = await host.read.count();
    const { closed, slowed } = await host.read.queues();
    const shared = { unhealthy: unhealthyProviders(closed, slowed, now), fakes: await readFakes(host) };
    const checked = ({ campaign }: Ledger) => checkedAt.get(campaign) ?? 0;
    const inForce = ledgers.filter(({ state, name }) => WATCHED.includes(state) && (name !== SEND || host.guardsSend));
    for (const ledger of inForce.toSorted((a, b) => checked(a) - checked(b))) {
      if (signal.aborted) return;
      const name = `campaign:${ledger.campaign}`;
      const before = await readStored<object>(host, name);
      const after =
        ledger.name === SEND
          ? await judgePumping(host, ledger, before as PumpingMemory | undefined, now)
          : await checkCampaign(ledger, shared, readMemory(before));
      checkedAt.set(ledger.campaign, now);
      const isChanged = after !== undefined && JSON.stringify(after) !== JSON.stringify(before);
      if (isChanged && !(await save("", [keep(name, after)]))) return;
    }
    for (const ledger of ledgers) {
      if ((ledger.state !== "closed" && ledger.state !== "cancelled") || ended.has(ledger.campaign)) continue;
      await reportRefusedCampaign(host, ledger);
      ended.add(ledger.campaign);
    }
  };
}

const PAGE = 100;

/** If a campaign ended before it was checked, opens incidents for providers that refused all of its messages. */
async function reportRefusedCampaign(host: PluginHost, ledger: Ledger): Promise<void> {
  const { campaign } = ledger;
  const refusing = providersThatRefusedAll(ledger);
  if (refusing.size === 0) return;
  const { rows } = await host.read.incidents({ campaign, limit: PAGE });
  for (const [provider, said] of refusing) {
    if (rows.some((row) => row.kind === "refusals" && row.provider === provider)) continue;
    await host.incident({ campaign, kind: "refusals", provider, destination: "", change: "open", ...said });
  }
}
