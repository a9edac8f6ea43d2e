import { type IngressGap, type Provider, type ResolveQuestion, toDate } from "@relance/spec";
import { type EngineContext, isLive } from "../base/context.ts";
import { withinBudget } from "../base/patience.ts";
import { ask, lookUpAll } from "./look-up.ts";
import { recordInbound } from "./record-inbound.ts";

const LIST_MS = 60_000;
const MAX_ROUNDS = 5;

interface ClosedGaps {
  readonly reconciled: readonly number[];
  readonly lost: readonly number[];
}

/** Returns whether missed receipts are lost: the provider neither answers status requests nor repeats callbacks. */
export function losesReceipts({ capabilities, lookup }: Provider): boolean {
  return capabilities.receipts && lookup === undefined && (capabilities.callbackRetryMs ?? 0) === 0;
}

/** Returns the gaps that were closed, and those of them in which receipts were lost. */
type Reconcile = (gaps: readonly IngressGap[], now: number, signal: AbortSignal) => Promise<ClosedGaps>;

/** Closes gaps (periods without a receiver): waits for repeated callbacks, fetches replies, asks about messages. */
export function createReconciler(context: EngineContext): Reconcile {
  const open = new Map<number, { readonly questions: readonly ResolveQuestion[]; readonly rounds: number }>();

  async function reconcile(gap: IngressGap, provider: Provider, signal: AbortSignal): Promise<boolean> {
    const missed = await withinBudget(context.runtime, signal, {
      name: provider.kind,
      budgetMs: LIST_MS,
      ask: async (own) => (await provider.inbound?.list(toDate(gap.from), { signal: own })) ?? [],
    });
    await recordInbound(context, gap.provider, missed, { isListed: true });
    const before = open.get(gap.id) ?? { questions: [], rounds: 0 };
    const again = await ask(context, gap.provider, before.questions, signal);
    const { failed } = await lookUpAll(context, gap.provider, signal, gap.id);
    if (signal.aborted) return false;
    const questions = [...again, ...failed];
    const rounds = before.rounds + 1;
    const isClosed = questions.length === 0 || rounds >= MAX_ROUNDS;
    if (isClosed) open.delete(gap.id);
    else open.set(gap.id, { questions, rounds });
    const facts = { provider: gap.provider, missed: missed.length, unanswered: questions.length };
    if (isClosed) context.log({ level: "info", event: "gap.reconciled", facts });
    return isClosed;
  }

  return async (gaps, now, signal) => {
    const reconciled: number[] = [];
    const lost: number[] = [];
    for (const gap of gaps) {
      const provider = context.providers.get(gap.provider);
      if (gap.to === undefined || provider === undefined) continue;
      if (now < gap.to + (provider.capabilities.callbackRetryMs ?? 0)) continue;
      try {
        // in capture mode no report can be missed
        if (isLive(context) && !(await reconcile(gap, provider, signal))) continue;
        reconciled.push(gap.id);
        if (isLive(context) && losesReceipts(provider)) lost.push(gap.id);
      } catch {
        context.log({ level: "warn", event: "gap.unreconciled", facts: { provider: gap.provider } });
      }
    }
    return { reconciled, lost };
  };
}
