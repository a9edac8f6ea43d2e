import { type Message, type Provider, ProviderError, RelanceError, type SendResult } from "@relance/spec";
import pRetry from "p-retry";

/** Connections tried again within one attempt. */
const RECONNECTS = 2;

/**
 * One attempt: at most one request leaves. Only faults from before any request (connection refused, name not found,
 * TLS before the request) are tried again here, because nothing can have been sent; all longer waiting is the store's.
 */
export function sendOnce(provider: Provider, message: Message, signal: AbortSignal): Promise<SendResult> {
  return pRetry(() => provider.send(message, { signal }), {
    retries: RECONNECTS,
    minTimeout: 50,
    maxTimeout: 500,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => isBeforeRequest(error),
  });
}

function isBeforeRequest(error: unknown): boolean {
  if (!RelanceError.is(error) || error.family !== "provider") return false;
  return error instanceof ProviderError && error.beforeRequest && error.outcome === "not-sent";
}
