import { ProviderError, type Runtime } from "@relance/spec";
import { within } from "./patience.ts";

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
export function withinBudget<T>(
  runtime: Runtime,
  signal: AbortSignal,
  { name, budgetMs, ask }: Question<T>,
): Promise<T> {
  return within({ runtime }, signal, budgetMs, (inTime) => {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {}); // the provider answered first
    const message = "the provider did not answer the status request in time";
    const over = () => reject(new ProviderError("provider/timeout", message, { provider: name, disposition: "retry" }));
    inTime.addEventListener("abort", over, { once: true });
    if (inTime.aborted) over();
    return Promise.race([ask(inTime), promise]);
  });
}
