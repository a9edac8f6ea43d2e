import type { ClaimWant, PermitAnswer, Provider } from "@relance/spec";
import type { Needs } from "../base/context.ts";
import type { Pace } from "../base/pace.ts";
import { earlier } from "../base/patience.ts";
import { SEND_BUDGET_MS } from "./deliver.ts";

const CONCURRENCY = 32;
/** Maximum rows per claim and provider. The number is low because claimed messages must be sent immediately. */
const WINDOW = 256;
/** A claim requests as many permits as the provider's rate grants in this many seconds. */
const PERMIT_AHEAD_S = 0.2;
export interface Taken {
  readonly wants: readonly ClaimWant[];
  /** Milliseconds until a provider with an exhausted rate limit may send again; absent if there is no such provider. */
  readonly throttledMs: number | undefined;
}

/** The free send slots of this process. A message occupies a slot from its claim until its outcome is known. */
export interface Slots {
  /** Takes free slots for one claim, within each provider's rate. If the promise rejects, no slot is taken. */
  take(): Promise<Taken>;
  giveBack(provider: string, count: number): void;
  /** Records how many rows a claim returned. `dueMs` is the time until the next recipient is due, if any. */
  claimed(want: ClaimWant, count: number, dueMs: number | undefined): void;
  expect(): void;
  /** Stops this process from using the provider for `forMs` milliseconds. Other processes continue. */
  rest(provider: string, forMs: number): void;
}

export function createSlots(context: Needs<"store" | "runtime" | "providers">, pace: Pace): Slots {
  const taken = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  /** For each provider with free slots after the last claim, when its next recipient is due. */
  const idleUntil = new Map<string, number>();
  const add = (provider: string, count: number) => taken.set(provider, (taken.get(provider) ?? 0) + count);

  async function permitted(providerName: string, provider: Provider, wanted: number): Promise<PermitAnswer> {
    if (pace.rateFor(providerName, provider) === undefined) return { granted: wanted, waitMs: 0 };
    const { perSecond } = provider;
    return context.store.permit({ provider: providerName, perSecond, wanted });
  }

  /** Requests permits for one claim, which holds one slot per requested permit until the store answers. */
  async function claimable(providerName: string, provider: Provider, free: number): Promise<PermitAnswer> {
    const rate = pace.rateFor(providerName, provider) ?? Number.POSITIVE_INFINITY;
    const ahead = Math.ceil(rate * PERMIT_AHEAD_S);
    const wanted = Math.max(1, Math.min(free, ahead));
    let granted = 0;
    add(providerName, wanted);
    try {
      const answer = await permitted(providerName, provider, wanted);
      granted = answer.granted;
      return answer;
    } finally {
      add(providerName, granted - wanted);
    }
  }

  return {
    giveBack: (provider, count) => add(provider, -count),
    claimed({ provider, slots }, count, dueMs = Number.POSITIVE_INFINITY) {
      add(provider, count - slots);
      if (count < slots) idleUntil.set(provider, context.runtime.now() + dueMs);
      else idleUntil.delete(provider);
    },
    expect: () => idleUntil.clear(),
    rest: (provider, forMs) => restsUntil.set(provider, context.runtime.now() + forMs),
    async take() {
      const wants: ClaimWant[] = [];
      let throttledMs: number | undefined;
      try {
        for (const [providerName, provider] of context.providers) {
          if ((restsUntil.get(providerName) ?? 0) > context.runtime.now()) continue;
          const free = Math.min(WINDOW, (provider.concurrency ?? CONCURRENCY) - (taken.get(providerName) ?? 0));
          if (free <= 0) continue;
          const { granted: slots, waitMs } = await claimable(providerName, provider, free);
          if (slots > 0) {
            const sendBudgetMs = provider.sendBudgetMs ?? SEND_BUDGET_MS;
            wants.push({ provider: providerName, slots, sendBudgetMs });
            continue;
          }
          const idleMs = (idleUntil.get(providerName) ?? 0) - context.runtime.now();
          if (idleMs < Number.POSITIVE_INFINITY) throttledMs = earlier(throttledMs, Math.max(waitMs, idleMs));
        }
      } catch (error) {
        for (const { provider, slots } of wants) add(provider, -slots);
        throw error;
      }
      return { wants, throttledMs };
    },
  };
}
