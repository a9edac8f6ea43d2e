import type { AttemptOutcome } from "@relance/spec";

/** Pause before the next try if a provider's account refuses or does not answer, in milliseconds. */
export const FAULT_MS = 60_000;
/** Shortest pause, in milliseconds, so that waiting recipients do not all try the account. */
const LEAST_FAULT_MS = 1_000;
/** Pause for a provider that throttles without a `Retry-After`, in milliseconds. */
const LIMITED_MS = 1_000;

/** Returns how long the outcome closes the provider for all workers, in milliseconds; absent if it stays open. */
export function providerHoldMs({ kind, accountFault, retryAfterMs, errorCode }: AttemptOutcome): number | undefined {
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

/** Shorter throttling opens no incident, in milliseconds. One 429 ends after six seconds. */
export const LASTING_THROTTLE_MS = 15_000;

const OURS = /^(?:template|campaign|config)\//;

/** Returns whether our own process caused the error, so that another process may send the message. */
export function isOurs(errorCode: string | undefined): boolean {
  return errorCode !== undefined && OURS.test(errorCode);
}

/** Each failed probe doubles the pause, at most this often: from one minute to 16 minutes. */
export const MOST_DOUBLINGS = 4;
/** A provider that asks for a longer pause than this gets no doubled pause, in milliseconds. */
export const LONGEST_DOUBLED_MS: number = FAULT_MS * 2 ** MOST_DOUBLINGS;

/** A provider that fails one message in ten is closed by mistake once in 100,000 messages. */
export const FAILURES_IN_A_ROW = 5;

/** Errors that neither the message nor the recipient nor the account causes. */
const FAILED_CODES: ReadonlySet<string> = new Set([
  "provider/unreachable",
  "provider/unavailable",
  "provider/timeout",
  "provider/connection-lost",
  "provider/bad-response",
  "provider/refused",
]);

/**
 * `works`: the provider accepted the message, or judged its recipient. `failed`: it did not answer, or refused a valid
 * message.
 */
export function providerSignal({
  kind,
  disposition,
  errorCode,
  captured,
}: Pick<AttemptOutcome, "kind" | "disposition" | "errorCode" | "captured">): "works" | "failed" | undefined {
  if (kind === "accepted") return captured === undefined ? "works" : undefined;
  if (kind === "uncertain") return errorCode === "provider/aborted" ? undefined : "failed"; // aborted by us
  if (kind !== "rejected") return undefined;
  const isAboutReceiver = disposition === "reject" || errorCode === "provider/recipient-unavailable";
  if (isAboutReceiver && errorCode?.startsWith("provider/") === true) return "works";
  return errorCode !== undefined && FAILED_CODES.has(errorCode) ? "failed" : undefined;
}

export interface Failing {
  /** Failures since the provider last worked, without account refusals. */
  readonly failures: number;
  /** How often the provider was closed since it last worked. */
  readonly faults: number;
  readonly isProbing: boolean;
}

/** Returns whether the provider does not answer, as opposed to a refusing account. */
export function isSilent({ failures }: Pick<Failing, "failures">): boolean {
  return failures >= FAILURES_IN_A_ROW;
}

/** Returns the state after a success, which opens a silent provider. */
export function afterSuccess(before: Failing): Failing {
  const isOpened = before.isProbing || isSilent(before);
  return isOpened ? { failures: 0, faults: 0, isProbing: false } : { ...before, failures: 0 };
}

/** Returns the state after `count` failures, and whether these failures or a failed probe close the provider. */
export function afterFailures(before: Failing, count: number): { readonly failing: Failing; readonly closes: boolean } {
  const isRefusing = before.faults > 0 && !isSilent(before);
  const failing = { ...before, failures: isRefusing ? before.failures : before.failures + count };
  return { failing, closes: before.isProbing || (before.faults === 0 && isSilent(failing)) };
}

/** Returns how long other messages wait for a probe, in milliseconds. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}

/**
 * Share of the rate that remains after a throttled answer, as in RFC 9438 (4.6). Most limits are just below the rate
 * that exceeded them, and 30 % less empties the provider's queue.
 */
const KEPT = 0.7;
/** Increase per second, as a share of the rate that was too high: the rate recovers in six seconds. */
const STEP = 0.05;
/** After this many seconds without throttling, any rate has recovered. */
const BACK_AFTER_S = 600;
/** Lowest rate: one message a second, or a tenth of a slow provider's rate. A lower rate would hide a recovery. */
const FLOOR = { perSecond: 1, share: 0.1 } as const;
/** Further throttled answers within this time do not lower the rate again, in milliseconds. */
const LOWERED_MS = 1_000;

/** Without a configured rate, the rate of this many milliseconds before a throttled answer counts. */
export const MEASURED_MS = 2_000;

/** The current rate of a provider that throttles, for all workers. */
export interface SlowedPace {
  /** Messages per second until `from`. */
  readonly perSecond: number;
  /** Increase of the rate per second, after `from`. */
  readonly step: number;
  /** The configured or measured rate, at which the slow-down ends. */
  readonly top: number;
  readonly from: number;
  readonly since: number;
}

export interface Throttle {
  readonly now: number;
  readonly holdMs: number;
  readonly leftAt: number;
  readonly perSecond?: number | undefined;
  /** Returns the recent rate, in messages per second. */
  measured(): number;
}

/** Returns whether the provider throttles us. */
export function isThrottle({ errorCode }: Pick<AttemptOutcome, "errorCode">): boolean {
  return errorCode === "provider/rate-limited";
}

/** Returns the slowed rate at `now`; absent once the slow-down is over. */
export function paceAt(pace: SlowedPace | undefined, now: number): number | undefined {
  if (pace === undefined) return undefined;
  const perSecond = pace.perSecond + (pace.step * Math.max(0, now - pace.from)) / 1_000;
  return perSecond < pace.top ? perSecond : undefined;
}

/** Returns the lower of the configured and the slowed rate; absent without a limit. */
export function allowedRate(
  pace: SlowedPace | undefined,
  perSecond: number | undefined,
  now: number,
): number | undefined {
  const slowed = paceAt(pace, now);
  if (slowed === undefined || perSecond === undefined) return slowed ?? perSecond;
  return Math.min(slowed, perSecond);
}

/** Returns the pace after a throttled answer. Answers to messages that were sent at the old rate change nothing. */
export function throttledPace(pace: SlowedPace | undefined, throttle: Throttle): SlowedPace {
  const { now, holdMs, leftAt } = throttle;
  const current = paceAt(pace, now);
  const from = now + Math.max(holdMs, LOWERED_MS);
  const running = current === undefined ? undefined : pace;
  if (running !== undefined && leftAt < running.from) {
    return { ...running, from: Math.max(running.from, now + holdMs) };
  }
  const top = throttle.perSecond ?? running?.top ?? Math.max(FLOOR.perSecond, throttle.measured());
  const base = Math.min(current ?? top, top);
  const perSecond = Math.max(base * KEPT, Math.min(FLOOR.perSecond, top * FLOOR.share));
  const step = Math.max(base * STEP, top / BACK_AFTER_S);
  return { perSecond, step, top, from, since: running?.since ?? now };
}
