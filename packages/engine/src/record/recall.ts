import type { Recalled, ReceiptItem, ResolveQuestion } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { isLive } from "../base/is-live.ts";
import { permitOne } from "../base/pace.ts";
import { isRefName } from "../base/ref-names.ts";
import { withinBudget } from "../base/within-budget.ts";
import { recordInbound } from "./record-inbound.ts";

/** Messages that one provider is asked about in one go, and at once: beside it, it has other work to do for us. */
const AT_ONCE = 8;
/** How long a provider's API may take to answer, in milliseconds. */
const ANSWER_MS = 15_000;

/** Providers that can call a message back. */
export function recallable({ providers }: EngineContext): readonly string[] {
  return [...providers].flatMap(([provider, { cancel }]) => (cancel === undefined ? [] : provider));
}

/**
 * Asks providers to call back what they have taken for people who were called off since, within each provider's rate. The
 * cancel waits for none of it, and what was not answered is asked again, by the workers that live then.
 */
export async function recallMessages(context: EngineContext, signal: AbortSignal): Promise<void> {
  if (!isLive(context)) return;
  for (const provider of recallable(context)) {
    while (!signal.aborted) {
      const { store, incarnation: worker } = context;
      const some = await store.resolve({ worker, provider: provider, limit: AT_ONCE, recall: true });
      const answers = await Promise.all(some.map((question) => askOne(context, provider, question, signal)));
      const told = answers.flat();
      if (told.length > 0) await store.recalled(told);
      if (told.length < AT_ONCE) break; // no more, or a provider's API that does not answer: later
    }
  }
}

async function askOne(
  context: EngineContext,
  providerName: string,
  { attemptId, ref }: ResolveQuestion,
  signal: AbortSignal,
): Promise<readonly Recalled[]> {
  const provider = context.providers.get(providerName);
  if (provider?.cancel === undefined || ref === undefined || isRefName(ref)) return [];
  try {
    if (!(await permitOne(context, providerName, provider, signal))) return [];
    const answer = await withinBudget(context.runtime, signal, {
      name: provider.kind,
      budgetMs: ANSWER_MS,
      ask: async (own) => provider.cancel?.(ref, { signal: own }),
    });
    if (answer === undefined) return [];
    if (answer === "cancelled") await recordInbound(context, providerName, [neverArrives(attemptId, ref)]);
    return [{ attemptId, answer }];
  } catch {
    context.log({ level: "warn", event: "recall.failed", facts: { provider: providerName, attemptId } });
    return [];
  }
}

/** Nothing more will come of it: that is evidence like any other, and no word about the address. */
function neverArrives(attemptId: string, ref: string): ReceiptItem {
  return { type: "receipt", kind: "undelivered", quality: "accepted", attemptId, ref, errorCode: "recalled" };
}
