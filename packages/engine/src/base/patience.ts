import { type LogLine, ProviderError, RelanceError, type Runtime } from "@relance/spec";
import type { WakeupSubscription } from "./wakeup.ts";

const RETRY_MS = 1_000;

interface Patient {
  readonly runtime: Runtime;
  log(line: LogLine): void;
}

export function isRetryable(error: unknown): boolean {
  return RelanceError.is(error) && error.family === "store" && "retryable" in error && error.retryable === true;
}

/** Retries a call while the store is busy. Returns `undefined` if the process stops before a try succeeds. */
export async function patiently<T>(
  context: Patient,
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

/** Calls `turn` until the process stops. `turn` returns the pause before the next call; a wake-up ends the pause. */
export async function repeat(
  context: Patient,
  signal: AbortSignal,
  subscription: WakeupSubscription,
  turn: () => Promise<number>,
): Promise<void> {
  while (!signal.aborted) {
    const restMs = await patiently(context, signal, turn);
    if (restMs !== undefined) await subscription.wait(restMs, signal);
  }
}

export async function every(
  context: Patient,
  signal: AbortSignal,
  ms: number,
  turn: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await patiently(context, signal, turn);
    await context.runtime.sleep(ms, signal);
  }
}

/** Runs a function with a signal that aborts after `ms` milliseconds or when the process stops. */
export async function within<T>(
  { runtime }: Pick<Patient, "runtime">,
  signal: AbortSignal,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const resting = new AbortController();
  const stop = () => resting.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) {
    stop();
    over.abort();
  }
  void runtime.sleep(ms, resting.signal).then(() => over.abort());
  try {
    return await work(over.signal);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

/** Rejects with `provider/timeout` after `budgetMs` or when `signal` aborts, even if the provider's client hangs. */
export function withinBudget<T>(
  runtime: Runtime,
  signal: AbortSignal,
  call: { readonly name: string; readonly budgetMs: number; ask(signal: AbortSignal): Promise<T> },
): Promise<T> {
  return within({ runtime }, signal, call.budgetMs, (inTime) => {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {}); // a timeout after the answer must not cause an unhandled rejection
    const init = { provider: call.name, disposition: "retry" } as const;
    const over = () =>
      reject(new ProviderError("provider/timeout", "the provider did not answer the status request in time", init));
    inTime.addEventListener("abort", over, { once: true });
    if (inTime.aborted) over();
    return Promise.race([call.ask(inTime), promise]);
  });
}

export function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
