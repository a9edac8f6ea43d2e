import type { ClaimWant, Provider } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { SEND_BUDGET_MS } from "./deliver.ts";

/** Calls on the wire at once when a provider names nothing. */
const CONCURRENCY = 32;
/** Most rows of one provider in one claim: a claim means "bytes leave now" (R7). */
const WINDOW = 64;

/** Who may send how much right now. A slot is taken from the claim until its outcome is known. */
export interface Slots {
  /** Takes free slots, within each provider's rate, for one claim. */
  take(): Promise<ClaimWant[]>;
  giveBack(instance: string, count: number): void;
}

export function createSlots(context: EngineContext): Slots {
  const taken = new Map<string, number>();
  const add = (instance: string, count: number) => taken.set(instance, (taken.get(instance) ?? 0) + count);

  async function permitted(instance: string, provider: Provider, slots: number): Promise<number> {
    const { perSecond } = provider;
    if (perSecond === undefined) return slots;
    const wanted = Math.max(1, Math.min(slots, Math.ceil(perSecond * 0.2))); // permits of the next 200 ms
    return (await context.store.permit({ provider: instance, perSecond, wanted })).granted;
  }

  return {
    giveBack: (instance, count) => add(instance, -count),
    async take() {
      const wants: ClaimWant[] = [];
      for (const [instance, provider] of context.providers) {
        const slots = Math.min(WINDOW, (provider.concurrency ?? CONCURRENCY) - (taken.get(instance) ?? 0));
        if (slots <= 0) continue;
        add(instance, slots);
        const granted = await permitted(instance, provider, slots);
        add(instance, granted - slots);
        if (granted > 0) {
          wants.push({
            provider: instance,
            slots: granted,
            sendBudgetMs: provider.sendBudgetMs ?? SEND_BUDGET_MS,
          });
        }
      }
      return wants;
    },
  };
}
