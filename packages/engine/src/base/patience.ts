import { RelanceError } from "@relance/spec";
import type { EngineContext } from "./context.ts";
import { isRetryable } from "./is-retryable.ts";
import type { WakeupSubscription } from "./wakeup.ts";

/** How long a store that was busy is left alone, in milliseconds. */
const RETRY_MS = 1_000;

/** Takes a turn, again and again while the store is busy; `undefined` when told to stop meanwhile. */
export async function patiently<T>(
  context: EngineContext,
  signal: AbortSignal,
  turn: () => Promise<T>,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await turn();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      const code = RelanceError.is(error) ? error.code : "unknown";
      context.log({ level: "error", event: "store.failing", facts: { code } });
      await context.runtime.sleep(RETRY_MS, signal);
      if (signal.aborted) return undefined;
    }
  }
}

/** Turn after turn until told to stop; a turn says how long to rest, and the bell ends the rest. */
export async function repeat(
  context: EngineContext,
  signal: AbortSignal,
  subscription: WakeupSubscription,
  turn: () => Promise<number>,
): Promise<void> {
  while (!signal.aborted) {
    const restMs = await patiently(context, signal, turn);
    if (restMs !== undefined) await subscription.wait(restMs, signal);
  }
}

/** Turn after turn at its own pace: no bell hurries it. */
export async function every(
  context: EngineContext,
  signal: AbortSignal,
  ms: number,
  turn: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await patiently(context, signal, turn);
    await context.runtime.sleep(ms, signal);
  }
}

/** Does work whose signal aborts after `ms`, or when it is told to stop. */
export async function within<T>(
  { runtime }: EngineContext,
  signal: AbortSignal,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const resting = new AbortController();
  const stop = () => resting.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  void runtime.sleep(ms, resting.signal).then(() => over.abort());
  try {
    return await work(over.signal);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
