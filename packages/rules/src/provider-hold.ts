import type { AttemptOutcome } from "@relance/spec";

/** How long a provider whose account refuses, or that answers nobody, is closed before it is tried again. */
export const FAULT_MS = 60_000;
/** No shorter: an account that is asked again at once would be asked by everybody who waits. */
const LEAST_FAULT_MS = 1_000;
/** A far end at its limit that does not say until when. */
const LIMITED_MS = 1_000;

/**
 * How long nothing leaves over the provider after this outcome, for anybody, in milliseconds; absent = it goes on. One
 * worker's 429 is everybody's: the far end counts them together.
 */
export function providerHoldMs({ kind, accountFault, retryAfterMs, errorCode }: AttemptOutcome): number | undefined {
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

/** Each message that tries it in vain doubles the wait, up to this many times: a minute, then up to 16. */
export const MOST_DOUBLINGS = 4;
/** Where a far end asks for more than this itself, its word counts and nothing is doubled, in milliseconds. */
export const LONGEST_DOUBLED_MS: number = FAULT_MS * 2 ** MOST_DOUBLINGS;

/**
 * After so many failures in a row a provider answers nobody. Five: a campaign of ten people notices it, and a provider that
 * fails one message in ten is taken for such a one once in a hundred thousand.
 */
export const FAILURES_IN_A_ROW = 5;

/** A definite refusal that blames neither the message nor its receiver nor the account. */
const FAILED_CODES: ReadonlySet<string> = new Set([
  "provider/unreachable",
  "provider/unavailable",
  "provider/timeout",
  "provider/connection-lost",
  "provider/bad-response",
  "provider/refused",
]);

/**
 * What an outcome says about its provider: it `works` where it took the message or judged its receiver, it `failed` where
 * nobody knows what it did or where it refused for no reason of the message's. Absent = nothing: what was captured never
 * left.
 */
export function signOf({
  kind,
  disposition,
  errorCode,
  captured,
}: Pick<AttemptOutcome, "kind" | "disposition" | "errorCode" | "captured">): "works" | "failed" | undefined {
  if (kind === "accepted") return captured === undefined ? "works" : undefined;
  if (kind === "uncertain") return errorCode === "provider/aborted" ? undefined : "failed"; // we hung up ourselves
  if (kind !== "rejected") return undefined;
  const isAboutReceiver = disposition === "reject" || errorCode === "provider/recipient-unavailable";
  if (isAboutReceiver && errorCode?.startsWith("provider/") === true) return "works";
  return errorCode !== undefined && FAILED_CODES.has(errorCode) ? "failed" : undefined;
}

/** What is known of a provider that does not work. */
export interface Failing {
  /** Failures since it last worked; of an account that refuses there are none. */
  readonly failures: number;
  /** Closings since it last worked. */
  readonly faults: number;
  /** One message tries it at this moment. */
  readonly isProbing: boolean;
}

/** It is closed because it answers nobody, and not because its account refuses. */
export function answersNobody({ failures }: Pick<Failing, "failures">): boolean {
  return failures >= FAILURES_IN_A_ROW;
}

/** It works: what was under way when it was closed for its silence proves as much as the message that tries it. */
export function afterSuccess(before: Failing): Failing {
  const isOpened = before.isProbing || answersNobody(before);
  return isOpened ? { failures: 0, faults: 0, isProbing: false } : { ...before, failures: 0 };
}

/** So many failures in a row. `closes`: it rests from now on, or once more because the message that tried it failed. */
export function afterFailures(before: Failing, count: number): { readonly failing: Failing; readonly closes: boolean } {
  const isRefusing = before.faults > 0 && !answersNobody(before);
  const failing = { ...before, failures: isRefusing ? before.failures : before.failures + count };
  return { failing, closes: before.isProbing || (before.faults === 0 && answersNobody(failing)) };
}

/** How long nobody else tries while that one message is under way, in milliseconds. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}
