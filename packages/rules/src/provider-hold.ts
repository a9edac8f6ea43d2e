import type { AttemptOutcome } from "@relance/spec";

/** How long an account's fault keeps a provider closed before it is tried again. */
const ACCOUNT_FAULT_MS = 60_000;
/** No shorter: an account that is asked again at once would be asked by everybody who waits. */
const LEAST_FAULT_MS = 1_000;
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
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? ACCOUNT_FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

/** Each message that an account refuses once more doubles the wait, up to this many times: a minute, then up to 16. */
export const MOST_DOUBLINGS = 4;
/** Where a far end asks for more than this itself, its word counts and nothing is doubled, in milliseconds. */
export const LONGEST_DOUBLED_MS: number = ACCOUNT_FAULT_MS * 2 ** MOST_DOUBLINGS;

/**
 * A provider whose account was at fault gets one message at the end of its hold. This outcome of it says that the account
 * works again: it was taken, or refused for the sake of its receiver.
 */
export function provesAccount({ kind, disposition, accountFault, errorCode }: AttemptOutcome): boolean {
  if (kind === "accepted") return true;
  if (kind !== "rejected" || accountFault === true) return false;
  return disposition === "reject" && errorCode?.startsWith("provider/") === true;
}

/** How long nobody else tries while that one message is under way, in milliseconds. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}
