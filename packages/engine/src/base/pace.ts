import type { ClaimAnswer, ClaimWant, Provider } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/** The provider rates that this process knows. The store decides the rate with each permit to send. */
export interface Pace {
  /** The configured rate or the rate that the provider currently allows, whichever is lower; absent = unlimited. */
  rateOf(providerName: string, provider: Provider): number | undefined;
  /** Records what the store reported about the rates of these providers. */
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

const PERMIT_MS = 30_000;

/** Waits until a provider's rate permits one message outside campaigns. Returns false after half a minute. */
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
