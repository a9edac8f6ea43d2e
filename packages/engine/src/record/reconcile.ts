import { dateOf, type IngressGap, type Provider, type ResolveQuestion } from "@relance/spec";
import { type EngineContext, isLive } from "../base/context.ts";
import { withinBudget } from "../base/within-budget.ts";
import { ask, lookUpAll } from "./look-up.ts";
import { recordInbound } from "./record-inbound.ts";

/** Timeout for all pages of an API's list of received messages, in milliseconds. */
const LIST_MS = 60_000;
const MAX_ROUNDS = 5;

/** What is still unknown about one period without a receiver. */
interface Open {
  questions: readonly ResolveQuestion[];
  rounds: number;
}

interface ClosedGaps {
  readonly reconciled: readonly number[];
  readonly lost: readonly number[];
}

/** True if the provider can neither look up messages nor repeat callbacks, so a missed receipt is lost. */
export function losesReceipts({ capabilities, lookup }: Provider): boolean {
  return capabilities.receipts && lookup === undefined && (capabilities.callbackRetryMs ?? 0) === 0;
}

/** Fetches receipts and replies that were missed while no receiver ran. Afterwards, missing receipts count again. */
export interface Reconciler {
  /** Returns the gaps that are closed now, and which of them lost receipts. */
  pass(gaps: readonly IngressGap[], now: number, signal: AbortSignal): Promise<ClosedGaps>;
}

/**
 * A gap is a period without a receiver. An ingress gap closes when the provider's API has listed what it received and
 * has answered about every message in flight. If a provider can neither list nor look up, its gap closes once it would
 * have repeated its callbacks.
 */
export function createReconciler(context: EngineContext): Reconciler {
  const open = new Map<number, Open>();

  async function reconcile(gap: IngressGap, provider: Provider, signal: AbortSignal): Promise<boolean> {
    const missed = await withinBudget(context.runtime, signal, {
      name: provider.kind,
      budgetMs: LIST_MS,
      ask: async (own) => (await provider.inbound?.list(dateOf(gap.from), { signal: own })) ?? [],
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

  return {
    async pass(gaps, now, signal) {
      const closed: number[] = [];
      const lost: number[] = [];
      for (const gap of gaps) {
        const provider = context.providers.get(gap.provider);
        if (gap.to === undefined || provider === undefined) continue;
        if (now < gap.to + (provider.capabilities.callbackRetryMs ?? 0)) continue;
        if (!isLive(context)) {
          closed.push(gap.id); // nothing was sent, so no report was missed and the provider is not asked
          continue;
        }
        try {
          if (!(await reconcile(gap, provider, signal))) continue;
          closed.push(gap.id);
          if (losesReceipts(provider)) lost.push(gap.id);
        } catch {
          context.log({ level: "warn", event: "gap.unreconciled", facts: { provider: gap.provider } });
        }
      }
      return { reconciled: closed, lost };
    },
  };
}
