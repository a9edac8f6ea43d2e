import { ProviderError, type Runtime } from "@relance/spec";
import { within } from "./patience.ts";

export interface Question<T> {
  readonly name: string;
  readonly budgetMs: number;
  ask(signal: AbortSignal): Promise<T>;
}

/**
 * Runs a provider call. Rejects after `budgetMs` or when `signal` aborts, even if the provider's client hangs.
 * @throws {ProviderError} `provider/timeout`
 */
export function withinBudget<T>(
  runtime: Runtime,
  signal: AbortSignal,
  { name, budgetMs, ask }: Question<T>,
): Promise<T> {
  return within({ runtime }, signal, budgetMs, (inTime) => {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {}); // a timeout after the answer must not cause an unhandled rejection
    const message = "the provider did not answer the status request in time";
    const over = () => reject(new ProviderError("provider/timeout", message, { provider: name, disposition: "retry" }));
    inTime.addEventListener("abort", over, { once: true });
    if (inTime.aborted) over();
    return Promise.race([ask(inTime), promise]);
  });
}
