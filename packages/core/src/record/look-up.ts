import { type AttemptOutcome, dateOf, type Provider, type ResolveQuestion } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { recordInbound } from "./record-inbound.ts";

/** Attempts asked about in one go. */
const QUESTIONS = 50;

/**
 * Asks providers what became of attempts that nobody can explain: uncertain ones, and with `gap` those that were
 * in flight while nobody listened. The answers are receipts like any other.
 */
export async function lookUp(
  context: EngineContext,
  signal: AbortSignal,
  gap?: { id: number; provider: string },
): Promise<number> {
  let asked = 0;
  for (const [instance, provider] of context.providers) {
    if (provider.lookup === undefined || (gap !== undefined && gap.provider !== instance)) continue;
    for (;;) {
      const questions = await context.store.resolve({
        worker: context.incarnation,
        provider: instance,
        limit: QUESTIONS,
        gap: gap?.id,
      });
      await Promise.all(questions.map((question) => ask(context, instance, provider, question, signal)));
      asked += questions.length;
      if (questions.length < QUESTIONS || signal.aborted) break;
    }
  }
  return asked;
}

async function ask(
  context: EngineContext,
  instance: string,
  provider: Provider,
  question: ResolveQuestion,
  signal: AbortSignal,
): Promise<void> {
  const { attemptId, ref, to, submittedAt } = question;
  try {
    const answer = await provider.lookup?.(
      { attemptId, ref, to, submittedAt: dateOf(submittedAt) },
      { signal },
    );
    if (answer === undefined || answer === "still-accepted") return;
    if (answer === "not-found") {
      if (provider.capabilities.lookupIsAuthoritative) await settleNotSent(context, attemptId);
      return;
    }
    await recordInbound(context, instance, [{ ...answer, attemptId }]);
  } catch {
    context.log({ level: "warn", event: "lookup.failed", facts: { provider: instance, attemptId } });
  }
}

async function settleNotSent(context: EngineContext, attemptId: string): Promise<void> {
  const outcome: AttemptOutcome = { attemptId, kind: "not-sent" };
  await context.store.settle(context.incarnation, [outcome]);
}
