import type { Attempt } from "./attempts.ts";
import type { Finding, Tolerances } from "./facts.ts";

/** Number of consecutive failures after which a provider counts as not answering (docs/incidents.md). */
const FAILURES_IN_A_ROW = 5;
/** Milliseconds before a paused provider gets its first probe message. Later probes have longer intervals. */
const REST_MS = 60_000;
/** Maximum number of probes within `REST_MS`. If a worker dies during a probe, another worker sends a new probe. */
const PROBES = 3;

/** One event of an attempt, and what the event shows about the provider. */
interface Mark {
  readonly at: number;
  /**
   * `failed`: refused or uncertain · `reported`: a receipt, which ends the provider's pause only if the attempt was
   * uncertain.
   */
  readonly what: "taken" | "failed" | "reported" | "deferred" | "throttled";
  readonly attempt: Attempt;
}

const MARKS: Readonly<Record<string, Mark["what"]>> = {
  "attempt.accepted": "taken",
  "attempt.uncertain": "failed",
  "attempt.rejected": "failed",
  "attempt.deferred": "deferred",
  "attempt.in-transit": "reported",
  "attempt.delivered": "reported",
  "attempt.undelivered": "reported",
  "attempt.engaged": "reported",
};

export class Rests {
  readonly #marks: ReadonlyMap<string, readonly Mark[]>;
  /**
   * Throttled and accepted attempts by provider. They begin and end the periods in which a provider throttles every
   * message.
   */
  readonly #throttles: ReadonlyMap<string, readonly Mark[]>;

  constructor(attempts: ReadonlyMap<string, Attempt>) {
    const marks = [...attempts.values()].flatMap((attempt) =>
      attempt.events.flatMap(({ type, at }): Mark[] => {
        const what = MARKS[type];
        if (what === undefined) return [];
        const mark = { at: at.getTime(), what, attempt };
        if (what !== "deferred") return [mark];
        const isAccount = attempt.sending?.isAccount === true;
        return isAccount
          ? Array(FAILURES_IN_A_ROW).fill({ ...mark, what: "failed" })
          : [{ ...mark, what: "throttled" }];
      }),
    );
    marks.sort((one, other) => one.at - other.at);
    const isPlain = ({ what }: Mark) => what !== "throttled";
    const byProvider = Map.groupBy(marks.filter(isPlain), ({ attempt }) => attempt.provider);
    const ofThrottles = marks.filter(({ what }) => what === "throttled" || what === "taken");
    this.#throttles = Map.groupBy(ofThrottles, ({ attempt }) => attempt.provider);
    this.#marks = new Map(
      [...byProvider].map(([provider, own]) => [provider, own.some(isAccount) ? strict(own) : own]),
    );
  }

  /** Returns whether the provider may have been paused at some time in this period. */
  mayRest(provider: string, from: number, to: number): boolean {
    let failures = 0;
    for (const { at, what } of this.#marks.get(provider) ?? []) {
      if (at > to) break;
      if (failures >= FAILURES_IN_A_ROW && at >= from) return true;
      if (what === "failed") failures += 1;
      if (what === "taken") failures = 0;
    }
    return failures >= FAILURES_IN_A_ROW;
  }

  /**
   * Returns the earliest time at which the provider's pause may have begun; infinity if the provider is not paused at
   * `at`.
   */
  closedFrom(provider: string, at: number): number {
    let failures = 0;
    let from = Number.POSITIVE_INFINITY;
    for (const mark of this.#marks.get(provider) ?? []) {
      if (mark.at > at) break;
      if (mark.what === "failed") failures += 1;
      if (mark.what === "taken") failures = 0;
      if (failures < FAILURES_IN_A_ROW) from = Number.POSITIVE_INFINITY;
      else from = Math.min(from, mark.at);
    }
    return from;
  }

  /**
   * Returns the latest time at which the provider's pause may have begun; infinity if the provider may not be paused at
   * `at`.
   */
  closedBy(provider: string, at: number): number {
    let failures = 0;
    let by = Number.POSITIVE_INFINITY;
    for (const mark of this.#marks.get(provider) ?? []) {
      if (mark.at > at) break;
      if (isOwn(mark)) failures += 1;
      else if (mayOpen(mark)) failures = 0;
      if (failures === FAILURES_IN_A_ROW) by = mark.at;
      if (failures < FAILURES_IN_A_ROW) by = Number.POSITIVE_INFINITY;
    }
    return by;
  }

  /**
   * Returns when the provider began to throttle every message; infinity if the provider accepted the latest message
   * before `at`.
   */
  throttledFrom(provider: string, at: number): number {
    const before = (this.#throttles.get(provider) ?? []).filter((mark) => mark.at <= at);
    const taken = before.findLastIndex(({ what }) => what === "taken");
    return before[taken + 1]?.at ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Returns when the provider stopped throttling every message in this period; `-Infinity` if the provider did not
   * throttle. Throttling ends at the next accepted message, but at most `promptMs` after the last throttled message.
   */
  throttledUntil(provider: string, from: number, to: number, promptMs: number): number {
    let until = Number.NEGATIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const { at, what } of this.#throttles.get(provider) ?? []) {
      if (what === "taken") {
        if (at >= from && last > Number.NEGATIVE_INFINITY) until = Math.min(at, last + promptMs);
        last = Number.NEGATIVE_INFINITY;
      } else if (at > to && last === Number.NEGATIVE_INFINITY) break;
      else last = at;
    }
    return last >= from ? last : until;
  }

  /** Returns whether the provider throttled a message in this period. */
  throttledIn(provider: string, from: number, to: number): boolean {
    const own = this.#throttles.get(provider) ?? [];
    return own.some(({ at, what }) => what === "throttled" && at >= from && at <= to);
  }

  /** Returns whether the provider may be paused in this period because of the account. */
  mayRefuseAccount(provider: string, from: number, to: number): boolean {
    return this.mayRest(provider, from, to) && (this.#marks.get(provider) ?? []).some(isAccount);
  }

  endOf(provider: string, from: number): number {
    const next = this.#marks.get(provider)?.find(({ at, what }) => what === "taken" && at > from);
    return next?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Checks that relance does not send to a paused provider. Skips providers whose answers are unknown. */
  judge(attempts: ReadonlyMap<string, Attempt>, { budgetMs }: Tolerances): Finding[] {
    const sendings = [...attempts.values()].flatMap(({ sending }) => sending ?? []);
    return [...this.#marks].flatMap(([provider, marks]) => {
      const left = sendings.filter((one) => one.provider === provider).map(({ at }) => at);
      left.sort((one, other) => one - other);
      return closings(marks).flatMap(({ from, to }) => {
        const times = left.filter((at) => at > from + budgetMs && at < to);
        const tooMany = times.find((at, place) => (times[place + PROBES] ?? Number.POSITIVE_INFINITY) < at + REST_MS);
        if (tooMany === undefined) return [];
        const fact = `${provider} did not answer, but more than ${PROBES} messages were sent through it within a minute`;
        return [{ rule: "rests", fact }];
      });
    });
  }
}

/**
 * Returns the periods in which the provider is certainly paused. A pause begins at the fifth consecutive failure and
 * ends at the next other outcome.
 */
function closings(marks: readonly Mark[]): { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  let failures = 0;
  for (const [place, mark] of marks.entries()) {
    failures = isOwn(mark) ? failures + 1 : 0;
    if (failures !== FAILURES_IN_A_ROW) continue;
    const next = marks.slice(place).find((later) => !isOwn(later));
    found.push({ from: mark.at, to: next?.at ?? Number.POSITIVE_INFINITY });
  }
  return found;
}

/** Returns whether the outcome may end the pause. A receipt ends the pause only if the message was uncertain. */
function mayOpen({ at, what, attempt: { sending, events } }: Mark): boolean {
  if (what === "failed") return sending?.isStruck !== true;
  return what === "taken" || events.some((event) => event.type === "attempt.uncertain" && event.at.getTime() <= at);
}

/**
 * Changes the acceptance of an uncertain message to `reported`, because such an acceptance does not prove that the
 * account works.
 */
function strict(marks: readonly Mark[]): readonly Mark[] {
  return marks.map((mark) => {
    const wasInDoubt = mark.attempt.events.some(
      ({ type, at }) => type === "attempt.uncertain" && at.getTime() < mark.at,
    );
    return mark.what === "taken" && wasInDoubt ? { ...mark, what: "reported" } : mark;
  });
}

function isAccount({ attempt: { sending } }: Mark): boolean {
  return sending?.isAccount === true;
}

function isOwn({ what, attempt: { sending } }: Mark): boolean {
  return what === "failed" && sending?.isFailure === true && !sending.isStruck;
}
