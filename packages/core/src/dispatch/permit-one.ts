import type { Provider } from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** Longest wait for a permit of the provider's rate, in milliseconds. */
const PERMIT_MS = 30_000;

/**
 * Waits for one slot of a provider's rate, for a message that is no attempt of a campaign; false when none came within
 * half a minute, or `signal` aborts.
 */
export async function permitOne(
  { runtime, store }: EngineContext,
  instance: string,
  { perSecond }: Provider,
  signal: AbortSignal,
): Promise<boolean> {
  if (perSecond === undefined) return true;
  const end = runtime.now() + PERMIT_MS;
  while (!signal.aborted && runtime.now() < end) {
    const { granted } = await store.permit({ provider: instance, perSecond, wanted: 1 });
    if (granted > 0) return true;
    await runtime.sleep(Math.max(50, 400 / perSecond), signal);
  }
  return false;
}
