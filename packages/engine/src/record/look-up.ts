import { type Provider, type ResolveQuestion, type SampleAnswer, toDate } from "@relance/spec";
import { type EngineContext, isLive } from "../base/context.ts";
import { isRefName } from "../base/keyed-hashes.ts";
import { withinBudget } from "../base/patience.ts";
import { recordInbound } from "./record-inbound.ts";

const QUESTIONS = 50;
/** Timeout of a status request in milliseconds; long, because a wrong escalation costs more than waiting. */
const ANSWER_MS = 60_000;

/** Asks providers about uncertain attempts, stores the answers as receipts, and returns the number of attempts. */
export async function lookUp(context: EngineContext, signal: AbortSignal): Promise<number> {
  let asked = 0;
  if (!isLive(context)) return asked;
  for (const provider of context.providers.keys()) asked += (await lookUpAll(context, provider, signal)).asked;
  return asked;
}

/** Asks a provider about uncertain attempts, or about those of a `gap`. `failed` lists attempts without an answer. */
export async function lookUpAll(
  context: EngineContext,
  provider: string,
  signal: AbortSignal,
  gap?: number,
): Promise<{ readonly asked: number; readonly failed: readonly ResolveQuestion[] }> {
  const failed: ResolveQuestion[] = [];
  let asked = 0;
  while (context.providers.get(provider)?.lookup !== undefined && !signal.aborted) {
    const { store, incarnation: worker } = context;
    const questions = await store.resolve({ worker, provider, limit: QUESTIONS, gap });
    failed.push(...(await ask(context, provider, questions, signal)));
    asked += questions.length;
    if (questions.length < QUESTIONS) break;
  }
  return { asked, failed };
}

/** Asks a provider about attempts in parallel. Returns the attempts for which the provider gave no answer. */
export async function ask(
  context: EngineContext,
  providerName: string,
  questions: readonly ResolveQuestion[],
  signal: AbortSignal,
): Promise<readonly ResolveQuestion[]> {
  const provider = context.providers.get(providerName);
  if (provider === undefined) return [];
  const answered = await Promise.all(
    questions.map((question) => askOne(context, providerName, provider, question, signal)),
  );
  return questions.filter((_, place) => answered[place] === "no-answer");
}

export async function askOne(
  context: EngineContext,
  providerName: string,
  provider: Provider,
  question: ResolveQuestion,
  signal: AbortSignal,
): Promise<SampleAnswer> {
  const { attemptId, to, submittedAt } = question;
  const ref = isRefName(question.ref) ? undefined : question.ref;
  // an API might ignore an empty number and return other recipients' messages
  const about = { attemptId, ref, to: to === "" ? undefined : to, submittedAt: toDate(submittedAt) };
  try {
    const answer = await withinBudget(context.runtime, signal, {
      name: provider.kind,
      budgetMs: ANSWER_MS,
      ask: async (own) => provider.lookup?.(about, { signal: own }),
    });
    if (answer === undefined || answer === "still-accepted") return "still-accepted";
    if (answer !== "not-found") await recordInbound(context, providerName, [{ ...answer, attemptId }]);
    else if (provider.capabilities.lookupIsAuthoritative)
      await context.store.settle(context.incarnation, [{ attemptId, kind: "not-sent" }]);
    if (answer === "not-found") return answer;
    return answer.kind === "in-transit" ? "still-accepted" : "reported";
  } catch {
    context.log({ level: "warn", event: "lookup.failed", facts: { provider: providerName, attemptId } });
    return "no-answer";
  }
}
