import type { Recalled, ReceiptItem, ResolveQuestion } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { permitOne } from "../dispatch/permit-one.ts";
import { isRefName } from "../ref-names.ts";
import { isLive } from "./is-live.ts";
import { recordInbound } from "./record-inbound.ts";
import { withinBudget } from "./within-budget.ts";

/** Messages that one provider is asked about in one go, and at once: beside it, it has other work to do for us. */
const AT_ONCE = 8;
/** How long a far end may take to answer, in milliseconds. */
const ANSWER_MS = 15_000;

/** Provider instances that can call a message back. */
export function recallable({ providers }: EngineContext): readonly string[] {
  return [...providers].flatMap(([instance, { cancel }]) => (cancel === undefined ? [] : instance));
}

/**
 * Asks providers to call back what they have taken for people who were called off since, within each provider's rate. The
 * cancel waits for none of it, and what nobody has answered is asked again, by whoever lives then.
 */
export async function recallMessages(context: EngineContext, signal: AbortSignal): Promise<void> {
  if (!isLive(context)) return;
  for (const instance of recallable(context)) {
    while (!signal.aborted) {
      const { store, incarnation: worker } = context;
      const some = await store.resolve({ worker, provider: instance, limit: AT_ONCE, recall: true });
      const answers = await Promise.all(some.map((question) => askOne(context, instance, question, signal)));
      const told = answers.flat();
      if (told.length > 0) await store.recalled(told);
      if (told.length < AT_ONCE) break; // no more, or a far end that does not answer: later
    }
  }
}

async function askOne(
  context: EngineContext,
  instance: string,
  { attemptId, ref }: ResolveQuestion,
  signal: AbortSignal,
): Promise<readonly Recalled[]> {
  const provider = context.providers.get(instance);
  if (provider?.cancel === undefined || ref === undefined || isRefName(ref)) return [];
  try {
    if (!(await permitOne(context, instance, provider, signal))) return [];
    const answer = await withinBudget(context.runtime, signal, {
      name: provider.kind,
      budgetMs: ANSWER_MS,
      ask: async (own) => provider.cancel?.(ref, { signal: own }),
    });
    if (answer === undefined) return [];
    if (answer === "cancelled") await recordInbound(context, instance, [neverArrives(attemptId, ref)]);
    return [{ attemptId, answer }];
  } catch {
    context.log({ level: "warn", event: "recall.failed", facts: { provider: instance, attemptId } });
    return [];
  }
}

/** Nothing more will come of it: that is evidence like any other, and no word about the address. */
function neverArrives(attemptId: string, ref: string): ReceiptItem {
  const eventId = `${ref}:recalled`;
  return {
    type: "receipt",
    kind: "undelivered",
    quality: "accepted",
    attemptId,
    ref,
    eventId,
    errorCode: "recalled",
  };
}
