import type { ClaimAnswer, ClaimWant, Provider } from "@relance/spec";
import type { Needs } from "./context.ts";

/** The send rates of providers, as this process last read them. The store enforces them. */
export interface Pace {
  /** The provider's configured rate, or a lower one while the provider throttles; absent if unlimited. */
  rateFor(providerName: string, provider: Provider): number | undefined;
  update(wants: readonly ClaimWant[], slowed: ClaimAnswer["slowed"]): void;
}

export function createPace(): Pace {
  const rates = new Map<string, number>();
  return {
    rateFor(provider, { perSecond }) {
      const slowed = rates.get(provider);
      return slowed === undefined ? perSecond : Math.min(slowed, perSecond ?? slowed);
    },
    update(wants, slowed = {}) {
      for (const { provider } of wants) {
        const rate = slowed[provider];
        if (rate === undefined) rates.delete(provider);
        else rates.set(provider, rate);
      }
    },
  };
}

const PERMIT_MS = 30_000;

/** Waits for a permit for one message outside campaigns. Returns false if none comes within half a minute. */
export async function permitOne(
  { runtime, store }: Needs<"runtime" | "store">,
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
