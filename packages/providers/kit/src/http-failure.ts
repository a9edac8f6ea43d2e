import { ProviderError } from "@relance/spec";
import { ForbiddenAddress } from "./private-address.ts";

export function aborted(provider: string, hasLeft: boolean, reason: unknown): ProviderError {
  const when = hasLeft ? "after the request was sent" : "before the request left";
  return new ProviderError("provider/aborted", `stopped by the caller ${when}`, {
    provider,
    disposition: "retry",
    outcome: hasLeft ? "unknown" : "not-sent",
    cause: reason,
  });
}

/** Before the request was sent nothing was accepted; afterwards the outcome is unknown. */
export function timedOut(provider: string, hasLeft: boolean, timeoutMs: number): ProviderError {
  if (hasLeft) {
    return new ProviderError("provider/timeout", `no answer within ${timeoutMs} ms`, {
      provider,
      disposition: "retry",
      outcome: "unknown",
    });
  }
  return new ProviderError("provider/unreachable", `no connection within ${timeoutMs} ms`, {
    provider,
    disposition: "retry",
    beforeRequest: true,
  });
}

/** No byte of the request was sent: connection refused, name not found, TLS error, closed pool. */
export function beforeRequest(provider: string, cause: unknown): ProviderError {
  if (cause instanceof ForbiddenAddress) {
    return new ProviderError("provider/forbidden-address", cause.message, { provider, disposition: "reject", cause });
  }
  const code = codeOf(cause);
  if (code === "UND_ERR_INVALID_ARG") {
    return new ProviderError("provider/refused", "the request cannot be written as HTTP", {
      provider,
      disposition: "reject",
    });
  }
  return new ProviderError("provider/unreachable", `no connection (${code})`, {
    provider,
    disposition: "retry",
    beforeRequest: true,
    cause,
  });
}

/** The request was sent, but the answer is incomplete, so the message may have been accepted. */
export function afterRequest(provider: string, cause: unknown): ProviderError {
  if (cause instanceof Error && /^(HTTPParserError|HeadersOverflowError)$/.test(cause.name)) {
    return badResponse(provider, "the answer is not HTTP"); // without the cause, which contains the received bytes
  }
  return new ProviderError("provider/connection-lost", `the connection was lost before the answer (${codeOf(cause)})`, {
    provider,
    disposition: "retry",
    outcome: "unknown",
    cause,
  });
}

/** The answer cannot be parsed, so the message may have been accepted. */
export function badResponse(provider: string, fact: string, cause?: unknown): ProviderError {
  return new ProviderError("provider/bad-response", fact, {
    provider,
    disposition: "retry",
    outcome: "unknown",
    cause,
  });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error instanceof Error ? error.name : "unknown";
}
