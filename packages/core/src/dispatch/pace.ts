import type { ClaimAnswer, ClaimWant, Provider } from "@relance/spec";

/** How fast providers may be sent over, as far as this process knows: the store has the last word with every permit. */
export interface Pace {
  /** The least of what is configured and what the far end lets through; absent = nothing limits it. */
  rateOf(instance: string, provider: Provider): number | undefined;
  /** What the store said about the wanted providers. */
  heard(wants: readonly ClaimWant[], slowed: ClaimAnswer["slowed"]): void;
}

export function createPace(): Pace {
  const rates = new Map<string, number>();
  return {
    rateOf(instance, { perSecond }) {
      const slowed = rates.get(instance);
      return slowed === undefined ? perSecond : Math.min(slowed, perSecond ?? slowed);
    },
    heard(wants, slowed = {}) {
      for (const { provider } of wants) {
        const rate = slowed[provider];
        if (rate === undefined) rates.delete(provider);
        else rates.set(provider, rate);
      }
    },
  };
}
