import { ProviderError, type Runtime } from "@relance/spec";

/** A call to a provider with its own timeout, so that a hanging client delays no other call. */
export interface Question<T> {
  /** Kind of the provider, for the error. */
  readonly name: string;
  readonly budgetMs: number;
  ask(signal: AbortSignal): Promise<T>;
}

/**
 * Runs a call, and gives up after its budget or when `signal` aborts.
 * @throws {ProviderError} `provider/timeout`
 */
export async function withinBudget<T>(
  runtime: Runtime,
  signal: AbortSignal,
  { name, budgetMs, ask }: Question<T>,
): Promise<T> {
  const asking = new AbortController();
  const resting = new AbortController();
  const stop = () => resting.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) {
    stop();
    asking.abort();
  }
  const over = runtime.sleep(budgetMs, resting.signal).then((): never => {
    asking.abort();
    throw new ProviderError("provider/timeout", "the lookup was not answered in time", {
      provider: name,
      disposition: "retry",
    });
  });
  over.catch(() => {}); // lost the race
  try {
    return await Promise.race([ask(asking.signal), over]);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
