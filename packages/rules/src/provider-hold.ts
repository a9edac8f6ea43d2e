import type { AttemptOutcome } from "@relance/spec";

/** How long an account's fault keeps a provider closed before it is tried again. */
const ACCOUNT_FAULT_MS = 60_000;
/** A far end at its limit that does not say until when. */
const LIMITED_MS = 1_000;

/**
 * How long nothing leaves over the provider after this outcome, for anybody, in milliseconds; absent = it goes on. One
 * worker's 429 is everybody's: the far end counts them together.
 */
export function providerHoldMs({
  kind,
  accountFault,
  retryAfterMs,
  errorCode,
}: AttemptOutcome): number | undefined {
  if (accountFault) return retryAfterMs ?? ACCOUNT_FAULT_MS;
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}
