import { fillText, mayRefuse, type ReplyTexts, replyTexts } from "@relance/replies";
import { answerEffect } from "@relance/rules";
import {
  type Channel,
  carriesReplies,
  channelOf,
  type Message,
  openAddress,
  type Recipient,
  type RecordAnswer,
  type ReplyItem,
  type ReplyStatus,
  type StopConfirmation,
} from "@relance/spec";
import { contactDigests } from "../base/contact-names.ts";
import type { EngineContext, ReplyAnswers } from "../base/context.ts";
import { permitOne } from "../base/pace.ts";
import { withinBudget } from "../base/patience.ts";
import type { LiveVersion } from "../base/versions.ts";
import { deliver, SEND_BUDGET_MS } from "../dispatch/deliver.ts";

const CONCURRENCY = 8;
/** While this many answers are queued, further answers are dropped. Recipients' replies are recorded nevertheless. */
const MAX_WAITING = 1_000;
/** An answer is not sent if it has waited longer than this, in milliseconds. */
const VALIDITY_MS = 3_600_000;

/**
 * Sends each answer at most once, through the provider that received the reply. Queued answers are lost in a crash,
 * except the confirmation of a STOP, which is stored.
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

  async function answer(
    providerName: string,
    { from, text: written }: Pick<ReplyItem, "from" | "text">,
    { reply, tell = [] }: Pick<RecordAnswer, "reply" | "tell">,
    until: number,
  ): Promise<void> {
    const provider = providers.get(providerName);
    if (provider === undefined || !carriesReplies(provider.channel) || reply === undefined) return;
    const { channel } = provider;
    const text = composeReply(context, reply, { channel, from, text: written }, await standingsOf(context, tell));
    if (text === undefined) return;
    if (!(await permitOne(context, providerName, provider, stopping.signal))) return unanswered("no permit");
    const validityMs = until - runtime.now();
    if (validityMs <= 0) return unanswered("too late");
    const content: unknown = { [channelOf(channel).content.body]: text };
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
    if (waiting.length >= MAX_WAITING) {
      unanswered("too many");
      return;
    }
    waiting.push(job);
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

async function standingsOf(context: EngineContext, tell: readonly number[]): Promise<Standing[]> {
  const standings: Standing[] = [];
  for (const enrollment of tell) {
    const person = await context.store.read({ enrollment });
    if (person === undefined) continue;
    standings.push({ person, version: await context.versions.get(person.version) });
  }
  return standings;
}

/** Maximum number of enrollments that an answer lists, because an SMS has no space for more. */
const MAX_CHOICES = 4;

interface Standing {
  readonly person: Recipient;
  readonly version: LiveVersion;
}

interface Correspondent {
  readonly channel: Channel;
  readonly from: string;
  readonly text: string;
}

function composeReply(
  context: EngineContext,
  status: ReplyStatus,
  from: Correspondent,
  standings: readonly Standing[],
): string | undefined {
  const [first] = standings;
  if (first === undefined) return undefined;
  const { person, version } = first;
  const locale = person.locale ?? version.compiled.definition.locale;
  const texts = replyTexts(locale, context.options.replies?.texts);
  if (status === "ambiguous") return choices(standings, texts);
  if (status === "suppressed") return fillText(texts.stopped, { subject: subjectOf(first) });
  const name = sentence(status, person);
  if (status === "unclear" && mayRefuse(from.text)) {
    const said = name === "unclear" || name === "over" ? "kept" : name;
    return fillText(texts[said], { subject: subjectOf(first), how: "" });
  }
  const how = howToConfirm(context, first, from, texts);
  const isUseless = how === "" && (name === "unclear" || name === "over");
  return isUseless ? undefined : fillText(texts[name], { subject: subjectOf(first), how });
}

function sentence(status: ReplyStatus, person: Recipient): keyof ReplyTexts {
  if (person.state === "acknowledged") return person.late ? "late" : "confirmed";
  if (person.state === "cancelled") return "withdrawn";
  if (status === "help" || status === "resumed") return status;
  if (status === "acknowledged" || status === "answered") return "noted";
  if (person.state === "exhausted" && person.cause === "help") return "helping";
  return person.deadlinePassed ? "over" : "unclear";
}

function choices(standings: readonly Standing[], texts: ReplyTexts): string | undefined {
  const list = standings.flatMap((one) => {
    const word = closingWord(one);
    if (word === undefined || one.person.code === "") return [];
    return [fillText(texts.choice, { word: `${word} ${one.person.code}`, subject: subjectOf(one) })];
  });
  return list.length === 0 ? undefined : fillText(texts.ambiguous, { list: list.slice(0, MAX_CHOICES).join(", ") });
}

function howToConfirm(
  context: EngineContext,
  one: Standing,
  { channel, from }: Correspondent,
  texts: ReplyTexts,
): string {
  const { person, version } = one;
  const { confirm: { via = ["link"], factor, deepLink } = {} } = version.compiled.definition;
  const { strength } = version.stored.plan;
  const word = closingWord(one);
  const ways: string[] = word === undefined ? [] : [fillText(texts.byReply, { word })];
  const isPage = via.includes("link") && (strength === "gesture" || factor !== undefined || deepLink !== undefined);
  if (isPage && context.options.publicUrl !== undefined) {
    const link = context.links.acknowledge(person.enrollment, contactDigests(context, channel, from)[0]);
    ways.push(fillText(texts.byLink, { link }));
  }
  return ways.length === 0 ? "" : fillText(texts.how, { ways: ways.join(texts.or) });
}

function closingWord({ version }: Standing): string | undefined {
  const { plan } = version.stored;
  if (plan.strength !== "gesture") return undefined;
  return Object.entries(plan.reply).find(([, answer]) => answerEffect(plan, answer)?.do === "close")?.[0];
}

function subjectOf({ person, version }: Standing): string {
  const { key, variables, locale, timezone, deadline } = person;
  const { words } = version.compiled.confirmation({ key, variables, locale, timezone, deadline: deadline.getTime() });
  const subject = words[0]?.subject ?? "";
  let end = subject.length;
  while (/[.\s]/.test(subject.charAt(end - 1))) end -= 1;
  return subject.slice(0, end);
}
