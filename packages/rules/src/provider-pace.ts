import type { AttemptOutcome } from "@relance/spec";

/** How long a provider whose account refuses, or that does not answer, is closed before it is tried again. */
export const FAULT_MS = 60_000;
/** No shorter: an account that is asked again at once would be asked by all who wait. */
const LEAST_FAULT_MS = 1_000;
/** A far end at its limit that does not say until when. */
const LIMITED_MS = 1_000;

/**
 * How long nothing leaves over the provider after this outcome, in milliseconds; absent = it goes on. One
 * worker's 429 holds for all: the far end counts them together.
 */
export function providerHoldMs({ kind, accountFault, retryAfterMs, errorCode }: AttemptOutcome): number | undefined {
  if (accountFault) return Math.max(LEAST_FAULT_MS, retryAfterMs ?? FAULT_MS);
  if (errorCode === "provider/rate-limited") return retryAfterMs ?? LIMITED_MS;
  return kind === "deferred" ? retryAfterMs : undefined;
}

const OURS = /^(?:template|campaign|config)\//;

/**
 * Not the provider is why a message did not leave, but the process that had it: a template in code that it lacks, a campaign
 * of a newer release, a price that is missing. Another one may send it.
 */
export function isOurs(errorCode: string | undefined): boolean {
  return errorCode !== undefined && OURS.test(errorCode);
}

/** Each message that tries it in vain doubles the wait, up to this many times: a minute, then up to 16. */
export const MOST_DOUBLINGS = 4;
/** Where a far end asks for more than this itself, its word counts and nothing is doubled, in milliseconds. */
export const LONGEST_DOUBLED_MS: number = FAULT_MS * 2 ** MOST_DOUBLINGS;

/**
 * After so many failures in a row a provider counts as not answering. Five: a campaign of ten people notices it, and a provider
 * that fails one message in ten is taken for such a one once in a hundred thousand.
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
 * it is not known what it did or where it refused for no reason of the message's. Absent = nothing: what was captured never
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

/** It is closed because it does not answer, and not because its account refuses. */
export function isSilent({ failures }: Pick<Failing, "failures">): boolean {
  return failures >= FAILURES_IN_A_ROW;
}

/** It works: what was under way when it was closed for its silence proves as much as the message that tries it. */
export function afterSuccess(before: Failing): Failing {
  const isOpened = before.isProbing || isSilent(before);
  return isOpened ? { failures: 0, faults: 0, isProbing: false } : { ...before, failures: 0 };
}

/** So many failures in a row. `closes`: it rests from now on, or once more because the message that tried it failed. */
export function afterFailures(before: Failing, count: number): { readonly failing: Failing; readonly closes: boolean } {
  const isRefusing = before.faults > 0 && !isSilent(before);
  const failing = { ...before, failures: isRefusing ? before.failures : before.failures + count };
  return { failing, closes: before.isProbing || (before.faults === 0 && isSilent(failing)) };
}

/** How long no other message tries while that one message is under way, in milliseconds. */
export function probeMs(sendBudgetMs: number): number {
  return 2 * sendBudgetMs;
}

/**
 * A throttle takes this share of the rate away for now. 0.7 and not a half (RFC 9438, 4.6): most limits lie close below
 * the rate that ran into them, and a third less empties a far end's queue as well.
 */
const KEPT = 0.7;
/** What is given back in a second, as a share of the rate that was too much: back there after six seconds, then a little more. */
const STEP = 0.05;
/** At the latest after so many seconds without a throttle everything is as configured, however deep it fell. */
const BACK_AFTER_S = 600;
/** No lower than one message a second, nor a tenth of a slow provider: else it would not be noticed that it is well again. */
const FLOOR = { perSecond: 1, share: 0.1 } as const;
/** Answers of one burst count once: nothing that left before this much time had passed lowers the rate again. */
const LOWERED_MS = 1_000;

/** Messages of so long before a throttle are the rate of a provider that has none, in milliseconds. */
export const MEASURED_MS = 2_000;

/** The rate of a provider whose far end has throttled us. One for all workers. */
export interface SlowedPace {
  /** Messages a second until `from`. */
  readonly perSecond: number;
  /** What it rises by in a second, from `from` on. */
  readonly step: number;
  /** There it is as before, and the episode over: the configured rate, or the one that was measured. */
  readonly top: number;
  /** When it begins to rise, by the store's clock. */
  readonly from: number;
  /** Begin of the episode. */
  readonly since: number;
}

/** One throttled answer. */
export interface Throttle {
  readonly now: number;
  /** Nothing leaves over the provider for so long. */
  readonly holdMs: number;
  /** When the message left. */
  readonly leftAt: number;
  /** The configured rate; absent = there is none. */
  readonly perSecond?: number | undefined;
  /** Messages a second that left lately. */
  measured(): number;
}

/** The far end says that we are too fast. */
export function isThrottle({ errorCode }: Pick<AttemptOutcome, "errorCode">): boolean {
  return errorCode === "provider/rate-limited";
}

/** Messages a second that this pace allows; absent = it is over, as if it had never been. */
export function paceAt(pace: SlowedPace | undefined, now: number): number | undefined {
  if (pace === undefined) return undefined;
  const perSecond = pace.perSecond + (pace.step * Math.max(0, now - pace.from)) / 1_000;
  return perSecond < pace.top ? perSecond : undefined;
}

/** The rate that counts: the least of what is configured and what the far end lets through. Absent = there is none. */
export function rateAt(pace: SlowedPace | undefined, perSecond: number | undefined, now: number): number | undefined {
  const slowed = paceAt(pace, now);
  if (slowed === undefined || perSecond === undefined) return slowed ?? perSecond;
  return Math.min(slowed, perSecond);
}

/**
 * The pace after a throttled answer: lower by a part at once, to rise evenly once the provider is open again. An answer to
 * what left at the old rate says nothing about the new one.
 */
export function lowered(pace: SlowedPace | undefined, throttle: Throttle): SlowedPace {
  const { now, holdMs, leftAt } = throttle;
  const current = paceAt(pace, now);
  const from = now + Math.max(holdMs, LOWERED_MS);
  if (pace !== undefined && current !== undefined && leftAt < pace.from) {
    return { ...pace, from: Math.max(pace.from, now + holdMs) };
  }
  const isGoingOn = pace !== undefined && current !== undefined;
  const top = throttle.perSecond ?? (isGoingOn ? pace.top : Math.max(FLOOR.perSecond, throttle.measured()));
  const base = Math.min(current ?? top, top);
  const perSecond = Math.max(base * KEPT, Math.min(FLOOR.perSecond, top * FLOOR.share));
  const step = Math.max(base * STEP, top / BACK_AFTER_S);
  return { perSecond, step, top, from, since: isGoingOn ? pace.since : now };
}
