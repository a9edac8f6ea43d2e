import type { Recalled, ResolveQuestion } from "@relance/spec";
import { type EngineContext, isLive } from "../base/context.ts";
import { isRefName } from "../base/keyed-hashes.ts";
import { permitOne } from "../base/pace.ts";
import { withinBudget } from "../base/patience.ts";
import { recordInbound } from "./record-inbound.ts";

/** Number of messages of one provider that are cancelled in parallel. A low number leaves capacity for sending. */
const AT_ONCE = 8;
const ANSWER_MS = 15_000;

export function recallable({ providers }: EngineContext): readonly string[] {
  return [...providers].flatMap(([provider, { cancel }]) => (cancel === undefined ? [] : provider));
}

/** Asks providers to cancel accepted messages of cancelled enrollments. A failed request is repeated later. */
export async function recallMessages(context: EngineContext, signal: AbortSignal): Promise<void> {
  if (!isLive(context)) return;
  for (const provider of recallable(context)) {
    let recall: readonly Recalled[] = [];
    do {
      const { store, incarnation: worker } = context;
      const some = await store.resolve({ worker, provider, limit: signal.aborted ? 0 : AT_ONCE, recall });
      recall = (await Promise.all(some.map((question) => askOne(context, provider, question, signal)))).flat();
    } while (recall.length > 0);
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
    // the quality is only `accepted`, because a cancelled message proves nothing about the address
    const receipt = { type: "receipt", kind: "undelivered", quality: "accepted", attemptId, ref } as const;
    if (answer === "cancelled") await recordInbound(context, providerName, [{ ...receipt, errorCode: "recalled" }]);
    return [{ attemptId, answer }];
  } catch {
    context.log({ level: "warn", event: "recall.failed", facts: { provider: providerName, attemptId } });
    return [];
  }
}
