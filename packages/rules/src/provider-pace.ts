import type { AttemptOutcome } from "@relance/spec";

/** How long a provider is closed before the next try if its account refuses or it does not answer, in milliseconds. */
export const FAULT_MS = 60_000;
/** The shortest such pause, in milliseconds, so that not each waiting recipient tries the account. */
const LEAST_FAULT_MS = 1_000;
/** The pause, in milliseconds, for a provider that throttles without saying for how long. */
const LIMITED_MS = 1_000;

/**
 * Returns how long the provider is closed after this outcome, in milliseconds; absent = it stays open. One worker's
 * 429 closes it for all workers, because the provider counts their requests together.
 */
export function providerHoldMs({ kind, accountFault, retryAfterMs, errorCode }: AttemptOutcome): number | undefined {
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

/** An API that throttles us for less than this needs no measure, in milliseconds. One 429 ends after six seconds. */
export const LASTING_THROTTLE_MS = 15_000;

const OURS = /^(?:template|campaign|config)\//;

/**
 * Returns whether our own process caused the error, not the provider. The process lacks a template in code, a campaign
 * of a newer release, or a price. Another process may send the message.
 */
export function isOurs(errorCode: string | undefined): boolean {
  return errorCode !== undefined && OURS.test(errorCode);
}

/** Each failed probe doubles the pause, up to this many times: a minute, then up to 16. */
export const MOST_DOUBLINGS = 4;
/** If a provider asks for a longer pause than this, nothing is doubled, in milliseconds. */
export const LONGEST_DOUBLED_MS: number = FAULT_MS * 2 ** MOST_DOUBLINGS;

/**
 * After this many failures in a row a provider counts as not answering. With five, even a campaign of ten recipients
 * notices it, and a provider that fails one message in ten is closed by mistake once in 100,000 messages.
 */
export const FAILURES_IN_A_ROW = 5;

/** Errors that are caused neither by the message nor by its recipient nor by the account. */
const FAILED_CODES: ReadonlySet<string> = new Set([
  "provider/unreachable",
  "provider/unavailable",
  "provider/timeout",
  "provider/connection-lost",
  "provider/bad-response",
  "provider/refused",
]);

/**
 * Returns what an outcome proves about its provider: it `works` if it accepted the message or judged its recipient, and
 * `failed` if its reaction is unknown, or if it refused for no fault of the message. Captured messages prove nothing.
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
  /** Number of failures since the provider last worked; a refusing account adds none. */
  readonly failures: number;
  /** How often the provider was closed since it last worked. */
  readonly faults: number;
  /** True while one message probes the provider. */
  readonly isProbing: boolean;
}

/** Returns whether the provider is closed because it does not answer, not because its account refuses. */
export function isSilent({ failures }: Pick<Failing, "failures">): boolean {
  return failures >= FAILURES_IN_A_ROW;
}

/** Returns the state after a success, which opens a silent provider even if the message was sent before the closing. */
export function afterSuccess(before: Failing): Failing {
  const isOpened = before.isProbing || isSilent(before);
  return isOpened ? { failures: 0, faults: 0, isProbing: false } : { ...before, failures: 0 };
}

/** Returns the state after `count` failures in a row. `closes`: they, or a failed probe, close the provider. */
export function afterFailures(before: Failing, count: number): { readonly failing: Failing; readonly closes: boolean } {
  const isRefusing = before.faults > 0 && !isSilent(before);
  const failing = { ...before, failures: isRefusing ? before.failures : before.failures + count };
  return { failing, closes: before.isProbing || (before.faults === 0 && isSilent(failing)) };
}

/** Returns how long other messages wait for the probe, in milliseconds. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}

/**
 * A throttled answer lowers the rate to this share. It is 0.7 rather than a half (RFC 9438, 4.6), because most limits
 * are just below the rate that exceeded them, and 30 % less also empties the provider's queue.
 */
const KEPT = 0.7;
/** Increase per second, as a share of the rate that was too high, which is reached after six seconds. */
const STEP = 0.05;
/** After this many seconds without throttling, the rate is as configured again, however low it was. */
const BACK_AFTER_S = 600;
/** The lowest rate: one message a second, or a tenth of a slow provider's rate. A lower one would hide a recovery. */
const FLOOR = { perSecond: 1, share: 0.1 } as const;
/** Messages sent within this time after a throttled answer do not lower the rate again, in milliseconds. */
const LOWERED_MS = 1_000;

/** Without a configured rate, the messages of this long before a throttled answer count as the rate, in milliseconds. */
export const MEASURED_MS = 2_000;

/** The rate of a provider that throttles us, shared by all workers. */
export interface SlowedPace {
  /** Messages per second until `from`. */
  readonly perSecond: number;
  /** Increase of the rate per second, from `from` on. */
  readonly step: number;
  /** The rate at which the slow-down ends: the configured rate, or the measured one. */
  readonly top: number;
  /** When the rate starts to rise, by the store's clock. */
  readonly from: number;
  /** When the slow-down began. */
  readonly since: number;
}

export interface Throttle {
  readonly now: number;
  /** How long the provider is closed after the answer. */
  readonly holdMs: number;
  /** When the throttled message was sent. */
  readonly leftAt: number;
  /** The configured rate; absent if there is none. */
  readonly perSecond?: number | undefined;
  /** Returns the recent messages per second. */
  measured(): number;
}

/** Returns whether the provider reports that we send too fast. */
export function isThrottle({ errorCode }: Pick<AttemptOutcome, "errorCode">): boolean {
  return errorCode === "provider/rate-limited";
}

/** Returns the messages per second that this slowed rate permits; absent if throttling is over. */
export function paceAt(pace: SlowedPace | undefined, now: number): number | undefined {
  if (pace === undefined) return undefined;
  const perSecond = pace.perSecond + (pace.step * Math.max(0, now - pace.from)) / 1_000;
  return perSecond < pace.top ? perSecond : undefined;
}

/** Returns the rate that applies: the lower of the configured rate and the slowed rate; absent without a limit. */
export function allowedRate(
  pace: SlowedPace | undefined,
  perSecond: number | undefined,
  now: number,
): number | undefined {
  const slowed = paceAt(pace, now);
  if (slowed === undefined || perSecond === undefined) return slowed ?? perSecond;
  return Math.min(slowed, perSecond);
}

/**
 * Returns the pace after a throttled answer. The rate is lower immediately, and rises evenly once the provider is open
 * again. An answer to a message that was sent at the old rate does not change it.
 */
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
