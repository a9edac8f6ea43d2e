import { type AnsweredEnrollment, composeAnswer } from "@relance/replies";
import {
  carriesReplies,
  getChannel,
  type Message,
  openAddress,
  type RecordAnswer,
  type ReplyItem,
  type StopConfirmation,
} from "@relance/spec";
import type { EngineContext, Needs, ReplyAnswers } from "../base/context.ts";
import { contactDigests } from "../base/keyed-hashes.ts";
import { permitOne } from "../base/pace.ts";
import { withinBudget } from "../base/patience.ts";
import { deliver, SEND_BUDGET_MS } from "../dispatch/deliver.ts";

const CONCURRENCY = 8;
/** While this many answers are queued, new answers are dropped. Recipients' replies are still recorded. */
const MAX_WAITING = 1_000;
/** An answer that has waited for more than this many milliseconds is not sent. */
const VALIDITY_MS = 3_600_000;

/** Sends each answer at most once. A crash loses queued answers, except confirmations of a STOP, which are stored. */
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
      const work = job().catch(() => unanswered("failed"));
      running.add(work);
      void work.then(() => {
        running.delete(work);
        next();
      });
    }
  }

  async function answer(
    providerName: string,
    { from, text: written }: Pick<ReplyItem, "from" | "text">,
    { reply, tell = [] }: Pick<RecordAnswer, "reply" | "tell">,
    until: number,
  ): Promise<void> {
    const provider = providers.get(providerName);
    if (provider === undefined || !carriesReplies(provider.channel) || reply === undefined) return;
    const { channel } = provider;
    const linkTo = (enrollment: number) =>
      options.publicUrl && context.links.acknowledge(enrollment, contactDigests(context, channel, from)[0]);
    const { texts } = options.replies ?? {};
    const text = composeAnswer({ status: reply, text: written, texts, linkTo }, await readEnrollments(context, tell));
    if (text === undefined) return;
    if (!(await permitOne(context, providerName, provider, stopping.signal))) return unanswered("no permit");
    const validityMs = until - runtime.now();
    if (validityMs <= 0) return unanswered("too late");
    const content: unknown = { [getChannel(channel).content.body]: text };
    const attemptId = `reply-${runtime.id()}`;
    const message = { channel, attemptId, to: openAddress(channel, from), content, validityMs } as Message;
    const { kind } = await withinBudget(runtime, stopping.signal, {
      name: provider.kind,
      budgetMs: provider.sendBudgetMs ?? SEND_BUDGET_MS,
      ask: (signal) => deliver(context, provider, message, signal),
    });
    context.log({ level: "info", event: "reply.answered", facts: { provider: providerName, reply, outcome: kind } });
  }

  async function confirm({ provider, enrollment, digest, until }: StopConfirmation): Promise<void> {
    const channel = providers.get(provider)?.channel;
    const person = await context.store.read({ enrollment });
    const from = person?.contacts.find(
      (one) => one.channel === channel && contactDigests(context, one.channel, one.address).includes(digest),
    )?.address;
    if (from === undefined) return unanswered("the provider or the contact of the reply was not found");
    await answer(provider, { from, text: "" }, { reply: "suppressed", tell: [enrollment] }, until);
  }

  function queue(job: () => Promise<void>): void {
    if (stopping.signal.aborted) return;
    if (waiting.length < MAX_WAITING) waiting.push(job);
    else unanswered("too many");
    next();
  }

  return {
    add(provider, item, recorded) {
      if (options.replies?.answer === false || (recorded.tell?.length ?? 0) === 0) return;
      const until = runtime.now() + VALIDITY_MS;
      queue(() => answer(provider, item, recorded, until));
    },
    confirm(one) {
      queue(() => confirm(one));
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

async function readEnrollments(
  context: Needs<"store" | "versions">,
  tell: readonly number[],
): Promise<AnsweredEnrollment[]> {
  const found: AnsweredEnrollment[] = [];
  for (const enrollment of tell) {
    const person = await context.store.read({ enrollment });
    if (person === undefined) continue;
    const { stored, compiled } = await context.versions.get(person.version);
    found.push({ person, plan: stored.plan, compiled });
  }
  return found;
}
