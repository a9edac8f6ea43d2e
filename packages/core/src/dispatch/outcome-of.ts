import { type AttemptOutcome, MessageError, ProviderError, RelanceError } from "@relance/spec";

/** Nobody waits longer on a far end's word, in milliseconds: one day. */
const LONGEST_REST_MS = 86_400_000;

/**
 * What a failed call proves, in the words of the store. Anything unexpected counts as unknown. `perSecond`: the
 * provider's configured rate.
 */
export function outcomeOf(attemptId: string, error: unknown, perSecond?: number): AttemptOutcome {
  if (isMessageError(error)) return { attemptId, kind: "rejected", disposition: "reject", errorCode: error.code };
  if (!isProviderError(error)) return { attemptId, kind: "uncertain", errorCode: "provider/bad-response" };
  const { code: errorCode, vendorCode, disposition, accountFault } = error;
  const retryAfterMs = restMs(error.retryAfterMs);
  if (error.outcome === "unknown") return { attemptId, kind: "uncertain", errorCode, vendorCode };
  if (errorCode === "provider/aborted") return { attemptId, kind: "not-sent" }; // we stopped it before a byte left
  if (code429(error)) {
    return { attemptId, kind: "deferred", errorCode, vendorCode, retryAfterMs, accountFault, perSecond };
  }
  if (accountFault) {
    return { attemptId, kind: "deferred", errorCode, vendorCode, retryAfterMs, accountFault };
  }
  return { attemptId, kind: "rejected", disposition, errorCode, vendorCode, retryAfterMs };
}

/** What a provider makes of its far end's word is anybody's code: whole milliseconds that a store can keep, or nothing. */
function restMs(ms: unknown): number | undefined {
  if (typeof ms !== "number" || Number.isNaN(ms)) return undefined;
  return Math.ceil(Math.min(Math.max(0, ms), LONGEST_REST_MS));
}

/** Throttled: the far end looked at nothing, so the message is not to blame and no try is counted. */
function code429(error: ProviderError): boolean {
  return error.code === "provider/rate-limited";
}

function isMessageError(error: unknown): error is MessageError {
  return error instanceof MessageError || (RelanceError.is(error) && error.family === "message");
}

function isProviderError(error: unknown): error is ProviderError {
  return error instanceof ProviderError || (RelanceError.is(error) && error.family === "provider");
}
