import type { AttemptOutcome } from "@relance/spec";

/** Pause in milliseconds before the next try after a provider refuses the account or does not answer. */
export const FAULT_MS = 60_000;
/** Minimum pause after a refused account, in milliseconds, so that not every waiting recipient tries the account. */
const LEAST_FAULT_MS = 1_000;
/** Pause in milliseconds after a provider throttles without a `Retry-After` header. */
const LIMITED_MS = 1_000;

/** Returns how long this outcome pauses the provider for all workers, in milliseconds; `undefined` if it does not. */
export function providerHoldMs({ kind, accountFault, retryAfterMs, errorCode }: AttemptOutcome): number | undefined {
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

/** Throttling for fewer milliseconds opens no incident. A single 429 answer throttles for six seconds. */
export const LASTING_THROTTLE_MS = 15_000;

const OURS = /^(?:template|campaign|config)\//;

/** Returns whether the error occurred in our own process. Another process may be able to send the message. */
export function isOurs(errorCode: string | undefined): boolean {
  return errorCode !== undefined && OURS.test(errorCode);
}

/** Each failed probe doubles the pause, from one minute up to 16 minutes. */
export const MOST_DOUBLINGS = 4;
/** A pause that the provider requests is doubled only up to this length, in milliseconds. */
export const LONGEST_DOUBLED_MS: number = FAULT_MS * 2 ** MOST_DOUBLINGS;

/** Number of consecutive failures that pause a provider. If one message in ten fails, that occurs once in 100,000. */
export const FAILURES_IN_A_ROW = 5;

/** Errors that the provider causes, not the message, the recipient or the account. */
const FAILED_CODES: ReadonlySet<string> = new Set([
  "provider/unreachable",
  "provider/unavailable",
  "provider/timeout",
  "provider/connection-lost",
  "provider/bad-response",
  "provider/refused",
]);

/**
 * Returns `works` if the provider accepted the message or rejected its recipient. Returns `failed` if the provider did
 * not answer, or refused a valid message.
 */
export function providerSignal({
  kind,
  disposition,
  errorCode,
  captured,
}: Pick<AttemptOutcome, "kind" | "disposition" | "errorCode" | "captured">): "works" | "failed" | undefined {
  if (kind === "accepted") return captured === undefined ? "works" : undefined;
  if (kind === "uncertain") return errorCode === "provider/aborted" ? undefined : "failed"; // we aborted the call
  if (kind !== "rejected") return undefined;
  const isAboutReceiver = disposition === "reject" || errorCode === "provider/recipient-unavailable";
  if (isAboutReceiver && errorCode?.startsWith("provider/") === true) return "works";
  return errorCode !== undefined && FAILED_CODES.has(errorCode) ? "failed" : undefined;
}

export interface Failing {
  /** Number of failures since the provider last worked, without account refusals. */
  readonly failures: number;
  /** Number of times that the provider was paused since it last worked. */
  readonly faults: number;
  readonly isProbing: boolean;
}

/** Returns whether the provider is paused because it does not answer, and not because its account refuses. */
export function isSilent({ failures }: Pick<Failing, "failures">): boolean {
  return failures >= FAILURES_IN_A_ROW;
}

/** Returns the state after a success. A provider that was paused because it did not answer is used again. */
export function afterSuccess(before: Failing): Failing {
  const isOpened = before.isProbing || isSilent(before);
  return isOpened ? { failures: 0, faults: 0, isProbing: false } : { ...before, failures: 0 };
}

/** Returns the state after `count` failures, and whether the provider must be paused. */
export function afterFailures(before: Failing, count: number): { readonly failing: Failing; readonly closes: boolean } {
  const isRefusing = before.faults > 0 && !isSilent(before);
  const failing = { ...before, failures: isRefusing ? before.failures : before.failures + count };
  return { failing, closes: before.isProbing || (before.faults === 0 && isSilent(failing)) };
}

/** Returns for how many milliseconds other messages wait for the outcome of a probe. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}

/**
 * A throttled answer multiplies the rate by this factor, as in RFC 9438 (4.6). The provider's limit is usually just
 * below the current rate, and a rate 30 % lower lets the provider's queue drain.
 */
const KEPT = 0.7;
/** Increase of the rate per second, as a share of the throttled rate. The full rate returns after six seconds. */
const STEP = 0.05;
/** The full rate applies again after this many seconds without throttling. */
const BACK_AFTER_S = 600;
/** Lowest rate: one message per second, or a tenth of a slow provider's rate. It detects a recovery soon. */
const FLOOR = { perSecond: 1, share: 0.1 } as const;
/** After a reduction, further throttled answers have no effect for this many milliseconds. */
const LOWERED_MS = 1_000;

/** Without a configured rate, the rate before a throttled answer is measured over this many milliseconds. */
export const MEASURED_MS = 2_000;

/** The reduced rate of a throttling provider, shared by all workers. */
export interface SlowedPace {
  /** Messages per second at the start, until `from`. */
  readonly perSecond: number;
  /** Increase of the rate per second, from `from` on. */
  readonly step: number;
  /** The configured or measured rate. The reduction ends when the rate reaches it. */
  readonly top: number;
  readonly from: number;
  readonly since: number;
}

export interface Throttle {
  readonly now: number;
  readonly holdMs: number;
  readonly leftAt: number;
  readonly perSecond?: number | undefined;
  measured(): number;
}

export function isThrottle({ errorCode }: Pick<AttemptOutcome, "errorCode">): boolean {
  return errorCode === "provider/rate-limited";
}

/** Returns the reduced rate at `now`; absent once the full rate applies. */
export function paceAt(pace: SlowedPace | undefined, now: number): number | undefined {
  if (pace === undefined) return undefined;
  const perSecond = pace.perSecond + (pace.step * Math.max(0, now - pace.from)) / 1_000;
  return perSecond < pace.top ? perSecond : undefined;
}

/** Returns the configured rate or the reduced rate, whichever is lower; absent if there is no limit. */
export function allowedRate(
  pace: SlowedPace | undefined,
  perSecond: number | undefined,
  now: number,
): number | undefined {
  const slowed = paceAt(pace, now);
  if (slowed === undefined || perSecond === undefined) return slowed ?? perSecond;
  return Math.min(slowed, perSecond);
}

/** Returns the pace after a throttled answer. Answers to messages sent before the last reduction have no effect. */
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
