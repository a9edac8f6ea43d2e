import { type Message, type Provider, ProviderError, RelanceError, type SendResult } from "@relance/spec";
import pRetry from "p-retry";

const RECONNECTS = 2;

/**
 * Sends at most one request. A call is tried again only if it failed before the request (connection refused, name not
 * found, TLS). If the call is aborted, its last result is still returned, or its last error is still thrown.
 * @throws {ProviderError} the provider's error, or `provider/aborted` if the call was aborted before it began
 */
export async function sendOnce(provider: Provider, message: Message, signal: AbortSignal): Promise<SendResult> {
  let verdict: { readonly error: unknown } | { readonly result: SendResult } | undefined;
  const once = async () => {
    try {
      const result = await provider.send(message, { signal });
      verdict = { result }; // p-retry drops the result of a call that was aborted
      return result;
    } catch (error) {
      verdict = { error };
      throw error;
    }
  };
  try {
    return await pRetry(once, {
      retries: RECONNECTS,
      minTimeout: 50,
      maxTimeout: 500,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => isBeforeRequest(error),
    });
  } catch (error) {
    if (verdict !== undefined && "result" in verdict) return verdict.result;
    if (verdict !== undefined) throw verdict.error;
    throw signal.aborted ? notBegun(provider.kind, error) : error;
  }
}

/** Returns whether a call failed before the request. Reads properties, because the class may be another copy. */
function isBeforeRequest(error: unknown): boolean {
  if (!RelanceError.is(error) || error.family !== "provider") return false;
  const { beforeRequest, outcome } = error as Partial<ProviderError>;
  return beforeRequest === true && outcome === "not-sent";
}

function notBegun(provider: string, cause: unknown): ProviderError {
  return new ProviderError("provider/aborted", "stopped before it began", { provider, disposition: "retry", cause });
}
