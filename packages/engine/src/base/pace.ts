import type { ClaimAnswer, ClaimWant, Provider } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/** What this process knows about provider rates. The store makes the decision, with every permit. */
export interface Pace {
  /** The lower of the configured and the currently allowed rate; absent = unlimited. */
  rateOf(providerName: string, provider: Provider): number | undefined;
  /** Records what the store reported about the wanted providers. */
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

/** Longest wait for a permit, in milliseconds. */
const PERMIT_MS = 30_000;

/**
 * Waits for one slot of a provider's rate, for a message outside campaigns; false after half a minute, or when `signal`
 * aborts.
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
