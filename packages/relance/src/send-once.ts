import { type Message, type Provider, ProviderError, RelanceError, type SendResult } from "@relance/spec";
import pRetry from "p-retry";

/** Connections tried again within one attempt. */
const RECONNECTS = 2;

/**
 * One attempt: at most one request leaves. Only faults from before any request (connection refused, name not found,
 * TLS before the request) are tried again here, because nothing can have been sent; all longer waiting is the store's.
 *
 * A call that was stopped ends with what its provider knows about it, not with the fact that it was stopped: whether
 * bytes had left decides if the message may be sent again.
 *
 * @throws {ProviderError} the provider's own; `provider/aborted` when it was stopped before the provider was called
 */
export async function sendOnce(provider: Provider, message: Message, signal: AbortSignal): Promise<SendResult> {
  let verdict: { readonly error: unknown } | { readonly result: SendResult } | undefined;
  const once = async () => {
    try {
      const result = await provider.send(message, { signal });
      verdict = { result }; // p-retry forgets an answer that came after the stop; what was taken was taken
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

/** Holds for errors of any installed copy. */
function isBeforeRequest(error: unknown): boolean {
  if (!RelanceError.is(error) || error.family !== "provider") return false;
  const { beforeRequest, outcome } = error as Partial<ProviderError>;
  return beforeRequest === true && outcome === "not-sent";
}

function notBegun(provider: string, cause: unknown): ProviderError {
  return new ProviderError("provider/aborted", "stopped before it began", { provider, disposition: "retry", cause });
}
