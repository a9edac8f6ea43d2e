import type { ClaimAnswer, ClaimWant, Provider } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/** How fast providers may be sent over, as far as this process knows: the store has the last word with every permit. */
export interface Pace {
  /** The least of what is configured and what the provider's API lets through; absent = nothing limits it. */
  rateOf(providerName: string, provider: Provider): number | undefined;
  /** What the store said about the wanted providers. */
  heard(wants: readonly ClaimWant[], slowed: ClaimAnswer["slowed"]): void;
}

export function createPace(): Pace {
  const rates = new Map<string, number>();
  return {
    rateOf(provider, { perSecond }) {
      const slowed = rates.get(provider);
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

/** Longest wait for a permit of the provider's rate, in milliseconds. */
const PERMIT_MS = 30_000;

/**
 * Waits for one slot of a provider's rate, for a message that is no attempt of a campaign; false when none came within
 * half a minute, or `signal` aborts.
 */
export async function permitOne(
  { runtime, store }: EngineContext,
  provider: string,
  { perSecond }: Provider,
  signal: AbortSignal,
): Promise<boolean> {
  if (perSecond === undefined) return true;
  const end = runtime.now() + PERMIT_MS;
  while (!signal.aborted && runtime.now() < end) {
    const { granted, waitMs } = await store.permit({ provider, perSecond, wanted: 1 });
    if (granted > 0) return true;
    await runtime.sleep(waitMs, signal);
  }
  return false;
}
