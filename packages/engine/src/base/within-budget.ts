import { ProviderError, type Runtime } from "@relance/spec";

export interface Question<T> {
  /** The kind of the provider, for the error. */
  readonly name: string;
  readonly budgetMs: number;
  ask(signal: AbortSignal): Promise<T>;
}

/**
 * Runs a provider call, and rejects after `budgetMs` or when `signal` aborts, so that a hanging client delays nothing.
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
    throw new ProviderError("provider/timeout", "the provider did not answer the status request in time", {
      provider: name,
      disposition: "retry",
    });
  });
  over.catch(() => {}); // the provider answered first
  try {
    return await Promise.race([ask(asking.signal), over]);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
