import type { AttemptOutcome } from "@relance/spec";

/** Pause before the next try if a provider's account refuses or does not answer, in milliseconds. */
export const FAULT_MS = 60_000;
/** Shortest pause after an account refused, in milliseconds, so that not every waiting recipient tries the account. */
const LEAST_FAULT_MS = 1_000;
/** Pause for a provider that throttles without a `Retry-After`, in milliseconds. */
const LIMITED_MS = 1_000;

/** Returns for how many milliseconds all workers pause the provider after this outcome; absent if they do not pause. */
export function providerHoldMs({ kind, accountFault, retryAfterMs, errorCode }: AttemptOutcome): number | undefined {
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

/** Throttling of fewer milliseconds than this opens no incident. After one 429, throttling lasts six seconds. */
export const LASTING_THROTTLE_MS = 15_000;

const OURS = /^(?:template|campaign|config)\//;

/** Returns whether the error is in our own process, so that another process may be able to send the message. */
export function isOurs(errorCode: string | undefined): boolean {
  return errorCode !== undefined && OURS.test(errorCode);
}

/** Each failed probe doubles the pause, from one minute up to 16 minutes. */
export const MOST_DOUBLINGS = 4;
/** If the provider requests a pause of more milliseconds than this, the pause is not doubled. */
export const LONGEST_DOUBLED_MS: number = FAULT_MS * 2 ** MOST_DOUBLINGS;

/** So many failures in a row pause a provider. If one message in ten fails, this happens once in 100,000 messages. */
export const FAILURES_IN_A_ROW = 5;

/** Errors whose cause is the provider, not the message, the recipient or the account. */
const FAILED_CODES: ReadonlySet<string> = new Set([
  "provider/unreachable",
  "provider/unavailable",
  "provider/timeout",
  "provider/connection-lost",
  "provider/bad-response",
  "provider/refused",
]);

/**
 * Returns `works` if the provider accepted the message or rejected its recipient, and `failed` if the provider did not
 * answer or refused a valid message.
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
  /** Number of failures since the provider last worked, except account refusals. */
  readonly failures: number;
  /** Number of times the provider was closed since it last worked. */
  readonly faults: number;
  readonly isProbing: boolean;
}

/** Returns whether the provider is paused because it does not answer, and not because its account refuses. */
export function isSilent({ failures }: Pick<Failing, "failures">): boolean {
  return failures >= FAILURES_IN_A_ROW;
}

/** Returns the state after a success. A provider that was paused because it did not answer sends again. */
export function afterSuccess(before: Failing): Failing {
  const isOpened = before.isProbing || isSilent(before);
  return isOpened ? { failures: 0, faults: 0, isProbing: false } : { ...before, failures: 0 };
}

/** Returns the state after `count` failures, and whether the provider must be closed. */
export function afterFailures(before: Failing, count: number): { readonly failing: Failing; readonly closes: boolean } {
  const isRefusing = before.faults > 0 && !isSilent(before);
  const failing = { ...before, failures: isRefusing ? before.failures : before.failures + count };
  return { failing, closes: before.isProbing || (before.faults === 0 && isSilent(failing)) };
}

/** Returns how long other messages wait for the outcome of a probe, in milliseconds. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}

/**
 * A throttled answer reduces the rate to this share, as in RFC 9438 (4.6). The provider's limit is usually just below
 * the rate that exceeded it, and 30 % less lets the provider's queue drain.
 */
const KEPT = 0.7;
/** Increase per second, as a share of the rate that was throttled: the full rate returns in six seconds. */
const STEP = 0.05;
/** After this many seconds without throttling, the full rate applies again. */
const BACK_AFTER_S = 600;
/** Lowest rate: one message per second, or a tenth of a slow provider's rate. It suffices to detect a recovery soon. */
const FLOOR = { perSecond: 1, share: 0.1 } as const;
/** After the rate was lowered, further throttled answers have no effect for this long, in milliseconds. */
const LOWERED_MS = 1_000;

/** Without a configured rate, the rate is measured over this many milliseconds before a throttled answer. */
export const MEASURED_MS = 2_000;

/** The reduced rate of a provider that throttles us, for all workers together. */
export interface SlowedPace {
  /** Messages per second at the start, until `from`. */
  readonly perSecond: number;
  /** Increase of the rate per second, from `from` on. */
  readonly step: number;
  /** The configured or measured rate, at which the reduction ends. */
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

/** Returns the pace after a throttled answer. An answer to a message sent before the last reduction has no effect. */
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
