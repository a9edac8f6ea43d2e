import type { CampaignState, Ledger, StoredVersion } from "@relance/spec";
import { isCanaries } from "../canaries/canary-campaign.ts";
import { keepCanaries } from "../canaries/keep-canaries.ts";
import type { EngineContext } from "../context.ts";
import { SEND } from "../send/inline-campaign.ts";
import { createAnswerShelf } from "./judge/answer-shelf.ts";
import { hearBins } from "./judge/hear-bins.ts";
import { createInquiries } from "./judge/inquiries.ts";
import { judgeAnswers } from "./judge/judge-answers.ts";
import { judgeCampaign } from "./judge/judge-campaign.ts";
import { judgeCanaries } from "./judge/judge-canaries.ts";
import { judgeSigns } from "./judge/judge-signs.ts";
import { learn } from "./judge/learn.ts";
import { createModelShelf } from "./judge/model-shelf.ts";
import { ReceiptEar } from "./judge/receipt-ear.ts";
import { liarsIn, steeredIn, withUnanswered } from "./judge/unanswered-liars.ts";
import { createBreakers } from "./keep/keep-breakers.ts";
import { keepBudget } from "./keep/keep-budget.ts";
import { keepPace } from "./keep/keep-pace.ts";
import { createThrottles } from "./keep/keep-throttles.ts";
import { type Ailing, ailing } from "./respond/ailing.ts";
import { createEndOver } from "./respond/end-over.ts";
import { leaveInTime } from "./respond/leave-in-time.ts";
import { respond } from "./respond/respond.ts";
import { readMemory } from "./watch-memory.ts";

/** One process at a time watches a campaign; another goes on where it stopped once this is over. */
const LEASE_MS = 15_000;
const WATCHED: readonly CampaignState[] = ["running", "held", "draining"];

function isOfPeople({ name }: Ledger): boolean {
  return name !== SEND && !isCanaries(name);
}

/** Looks at what became of messages, and acts on it. */
export interface Watch {
  /** One look at every running campaign. Answers those that were looked at: others have another watcher. */
  pass(signal: AbortSignal): Promise<readonly number[]>;
}

export function createWatch(context: EngineContext): Watch {
  const { store, runtime, providers } = context;
  const owner = `${context.incarnation}:${runtime.id()}`;
  const ears = new Map<number, ReceiptEar>();
  const shelf = createModelShelf(context);
  const answerShelf = createAnswerShelf(context);
  const endOver = createEndOver(context);
  const breakers = createBreakers(context, owner);
  const throttles = createThrottles(context, owner);
  const inquiries = createInquiries(context);
  const versions = new Map<number, StoredVersion>();

  /** The latest version of a campaign. */
  async function versionOf(campaign: number): Promise<StoredVersion | undefined> {
    if (!versions.has(campaign)) {
      for (const version of await store.versions()) versions.set(version.campaign, version);
    }
    return versions.get(campaign);
  }

  async function look(ledger: Ledger, ails: readonly Ailing[]): Promise<boolean> {
    const { campaign } = ledger;
    const task = { name: `watch:${campaign}`, owner, leaseMs: LEASE_MS };
    const { status, data } = await store.task(task);
    if (status !== "owned") return false;
    const version = await versionOf(campaign);
    if (version === undefined) return false;
    const { plan } = version;
    const heard = await hearBins(context, campaign, plan);
    await shelf.need(heard.slices.map(({ name }) => name.provider));
    const ear = ears.get(campaign) ?? new ReceiptEar();
    ears.set(campaign, ear);
    const before = readMemory(data);
    const expectsReceipts = (provider: string) => providers.get(provider)?.capabilities.receipts === true;
    const judged = judgeCampaign(heard, before, { ear, expectsReceipts, modelsOf: shelf.of });
    const waiting = ledger.states.pending;
    const watched = { campaign, plan, waiting, now: heard.now, inquiries };
    const canaries = await keepCanaries(context, ledger, version, before.canaries, heard.now);
    const verdicts = await judgeCanaries(context, campaign, before.canaries, canaries, judged.providers);
    const answers = await judgeAnswers(context, {
      ledger,
      now: heard.now,
      before: before.answers,
      shelf: answerShelf,
      liars: liarsIn(before, verdicts),
      steered: steeredIn(before),
    });
    const proven = withUnanswered(verdicts, answers);
    let memory = await respond(context, watched, { ...before, canaries, alarms: judged.alarms, answers }, proven);
    memory = {
      ...memory,
      pace: await keepPace(context, { ledger, plan, heard, memory, modelsOf: shelf.of }),
    };
    memory = { ...memory, ...(await leaveInTime(context, watched, memory, ails)) };
    memory = { ...memory, budget: await keepBudget(context, ledger, before.budget) };
    const signs = { ledger, heard, incidents: memory.incidents, before: before.signs };
    memory = { ...memory, signs: await judgeSigns(context, signs) };
    const lesson = learn(heard, memory, shelf.of);
    if (lesson !== undefined) {
      await shelf.keep(lesson.models);
      memory = { ...memory, learnedThrough: lesson.learnedThrough };
    }
    const said = JSON.stringify(memory);
    if (said !== data) await store.task({ ...task, save: { data: said } });
    return true;
  }

  return {
    async pass(signal) {
      const ledgers = await store.count();
      const { closed, slowed } = await store.lanes();
      await breakers.look(closed);
      await throttles.look(slowed);
      const ails = ailing(closed, slowed, runtime.now());
      const seen: number[] = [];
      for (const ledger of ledgers) {
        if (signal.aborted) return seen;
        if (!WATCHED.includes(ledger.state) || !isOfPeople(ledger)) continue;
        if (await look(ledger, ails)) seen.push(ledger.campaign);
      }
      await endOver(ledgers);
      return seen;
    },
  };
}
