import { carriesReplies, channelOf, type Message, openAddress, type RecordAnswer, type ReplyItem } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { deliver, SEND_BUDGET_MS } from "../dispatch/deliver.ts";
import { permitOne } from "../dispatch/pace.ts";
import { withinBudget } from "../record/within-budget.ts";
import { composeReply, type Standing } from "./compose-reply.ts";
import type { ReplyAnswers } from "./reply-answers.ts";

/** Answers on their way at once, in one process. */
const CONCURRENCY = 8;
/** Answers that wait; more are not given, because nobody is reminded or confirmed by them. */
const MAX_WAITING = 1_000;
/** How long an answer is worth delivering, in milliseconds. */
const VALIDITY_MS = 3_600_000;

/**
 * An answer is a courtesy: sent at most once, no attempt of the ledger, and lost with the process that would have
 * sent it. It leaves through the provider that brought the reply, under the gateway's delivery mode.
 */
export function createReplyAnswers(context: EngineContext): ReplyAnswers {
  const { options, runtime, providers } = context;
  const waiting: (() => Promise<void>)[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  function unanswered(because: string): void {
    context.log({ level: "warn", event: "reply.unanswered", facts: { because } });
  }

  function next(): void {
    if (stopping.signal.aborted) waiting.length = 0;
    while (running.size < CONCURRENCY) {
      const job = waiting.shift();
      if (job === undefined) return;
      const work = job().catch(() => {
        unanswered("failed");
      });
      running.add(work);
      void work.then(() => {
        running.delete(work);
        next();
      });
    }
  }

  async function answer(providerName: string, { from }: ReplyItem, { reply, tell = [] }: RecordAnswer): Promise<void> {
    const provider = providers.get(providerName);
    if (provider === undefined || !carriesReplies(provider.channel) || reply === undefined) return;
    const { channel } = provider;
    const text = composeReply(context, reply, { channel, from }, await standingsOf(context, tell));
    if (text === undefined) return;
    if (!(await permitOne(context, providerName, provider, stopping.signal))) return unanswered("no permit");
    const content: unknown = { [channelOf(channel).content.body]: text };
    const message = {
      channel,
      attemptId: `reply-${runtime.id()}`,
      to: openAddress(channel, from),
      content,
      validityMs: VALIDITY_MS,
    } as Message;
    const { kind } = await withinBudget(runtime, stopping.signal, {
      name: provider.kind,
      budgetMs: provider.sendBudgetMs ?? SEND_BUDGET_MS,
      ask: (signal) => deliver(context, provider, message, signal),
    });
    context.log({ level: "info", event: "reply.answered", facts: { provider: providerName, reply, outcome: kind } });
  }

  return {
    add(provider, item, recorded) {
      const isWanted = options.replies?.answer !== false && (recorded.tell?.length ?? 0) > 0;
      if (!isWanted || stopping.signal.aborted) return;
      if (waiting.length >= MAX_WAITING) {
        unanswered("too many");
        return;
      }
      waiting.push(() => answer(provider, item, recorded));
      next();
    },
    async close(graceMs) {
      waiting.length = 0;
      const resting = new AbortController();
      const stop = () => stopping.abort();
      if (running.size > 0) void runtime.sleep(graceMs, resting.signal).then(stop, stop);
      while (running.size > 0) await Promise.all(running);
      resting.abort();
      stop();
    },
  };
}

async function standingsOf(context: EngineContext, tell: readonly number[]): Promise<Standing[]> {
  const standings: Standing[] = [];
  for (const enrollment of tell) {
    const person = await context.store.read({ enrollment });
    if (person === undefined) continue;
    standings.push({ person, version: await context.versions.get(person.version) });
  }
  return standings;
}
