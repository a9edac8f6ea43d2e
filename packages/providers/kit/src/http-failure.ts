import { ProviderError } from "@relance/spec";
import { ForbiddenAddress } from "./private-address.ts";

/** The result of a request that may have been accepted. */
const UNKNOWN = { disposition: "retry", outcome: "unknown" } as const;
/** The result of a request of which no byte was sent. */
const UNSENT = { disposition: "retry", beforeRequest: true } as const;

export function aborted(provider: string, hasLeft: boolean, reason: unknown): ProviderError {
  const when = hasLeft ? "after the request was sent" : "before the request left";
  const outcome = hasLeft ? "unknown" : "not-sent";
  const facts = { provider, disposition: "retry", outcome, cause: reason } as const;
  return new ProviderError("provider/aborted", `stopped by the caller ${when}`, facts);
}

export function timedOut(provider: string, hasLeft: boolean, timeoutMs: number): ProviderError {
  return hasLeft
    ? new ProviderError("provider/timeout", `no answer within ${timeoutMs} ms`, { provider, ...UNKNOWN })
    : new ProviderError("provider/unreachable", `no connection within ${timeoutMs} ms`, { provider, ...UNSENT });
}

/** Creates the error for a request of which no byte was sent, for example after a TLS error. */
export function beforeRequest(provider: string, cause: unknown): ProviderError {
  if (cause instanceof ForbiddenAddress) {
    return new ProviderError("provider/forbidden-address", cause.message, { provider, disposition: "reject", cause });
  }
  const code = errorCode(cause);
  if (code === "UND_ERR_INVALID_ARG") {
    const facts = { provider, disposition: "reject" } as const;
    return new ProviderError("provider/refused", "the request cannot be written as HTTP", facts);
  }
  return new ProviderError("provider/unreachable", `no connection (${code})`, { provider, ...UNSENT, cause });
}

/** Creates the error for a request whose answer is incomplete. */
export function afterRequest(provider: string, cause: unknown): ProviderError {
  if (cause instanceof Error && /^(HTTPParserError|HeadersOverflowError)$/.test(cause.name)) {
    return badResponse(provider, "the answer is not HTTP"); // drops the cause, which contains the bytes of the answer
  }
  const fact = `the connection was lost before the answer (${errorCode(cause)})`;
  return new ProviderError("provider/connection-lost", fact, { provider, ...UNKNOWN, cause });
}

export function badResponse(provider: string, fact: string, cause?: unknown): ProviderError {
  return new ProviderError("provider/bad-response", fact, { provider, ...UNKNOWN, cause });
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}
