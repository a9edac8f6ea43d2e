import type { Attempt } from "./attempts.ts";
import type { Account, Finding, Hold, Sending, WorldFacts } from "./facts.ts";

/** Periods in which messages may be delayed: closed windows, pauses, and a budget that may be spent. */
export class Holds {
  readonly #all: readonly Hold[];
  readonly #spent: readonly Hold[];

  constructor(facts: WorldFacts) {
    this.#spent = spentBudget(facts);
    this.#all = [...(facts.holds ?? []), ...this.#spent];
  }

  /** Returns whether a spent budget may prevent messages through one of these providers at this time. */
  mayBeOverBudget(providers: readonly string[], at: number): boolean {
    return this.#spent.some((hold) => hold.from <= at && hold.to >= at && concerns(hold, providers));
  }

  /** Returns whether a message through one of these providers may have been delayed in this period. */
  touch(providers: readonly string[], from: number, to: number): boolean {
    return this.#all.some((hold) => hold.from <= to && hold.to >= from && concerns(hold, providers));
  }

  /**
   * Returns when the holds end that begin before `by`, including holds that overlap them; `-Infinity` without a hold.
   */
  endOf(providers: readonly string[], from: number, by: number, holdsAll: boolean): number {
    let end = Number.NEGATIVE_INFINITY;
    const isOwn = (hold: Hold) =>
      holdsAll && !hold.waits
        ? providers.every((provider) => hold.providers.includes(provider))
        : concerns(hold, providers);
    const own = this.#all.filter((hold) => isOwn(hold) && hold.to >= from);
    own.sort((one, other) => one.from - other.from);
    for (const hold of own) if (hold.from <= Math.max(by, end)) end = Math.max(end, hold.to);
    return end;
  }
}

function concerns(hold: Hold, providers: readonly string[]): boolean {
  return providers.some((provider) => hold.providers.includes(provider));
}

/** Checks that no message is sent outside a window, or through a provider that an operator has paused. */
export function judgeHolds({ holds = [], sendings }: WorldFacts): Finding[] {
  return sendings.flatMap(({ attemptId, provider, at, isStruck }) => {
    if (isStruck) return [];
    const hold = holds.find((one) => one.isSure && one.from <= at && at < one.to && one.providers.includes(provider));
    if (hold === undefined) return [];
    return [
      { rule: "holds", fact: `${attemptId} was sent through ${provider} ${at - hold.from} ms after it was closed` },
    ];
  });
}

/**
 * Checks that recipients wait under `pause --provider … --wait` although their route has another provider
 * (docs/control.md). Only messages that were not claimed before the pause are checked.
 */
export function judgeWaits(facts: WorldFacts, account: Account, attempts: ReadonlyMap<string, Attempt>): Finding[] {
  const { definition, holds = [] } = facts;
  if (definition.watch?.explore !== undefined) return [];
  const waits = holds.filter((one) => one.isSure && one.waits === true && one.campaign === definition.name);
  return waits.flatMap((hold) =>
    [...attempts.values()].flatMap(({ id, key, provider, step, submittedAt }) => {
      if (submittedAt < hold.from || submittedAt >= hold.to) return [];
      const { channel, route = [] } = definition.steps[step - 1] ?? {};
      const [planned, ...others] = route.map((name) => `${channel}.${name}`);
      if (planned === undefined || !hold.providers.includes(planned) || !others.includes(provider)) return [];
      const walk = account.walks.get(key) ?? [];
      const before = walk.slice(
        0,
        walk.findIndex(({ attemptId }) => attemptId === id),
      );
      const wasSentAround = before.some(
        ({ type, cause }) => type === "enrollment.rerouted" || SENT_AROUND.includes(cause ?? ""),
      );
      if (wasSentAround || before.some(({ step: own, attemptId }) => own === step && attemptId !== undefined))
        return [];
      return [
        { rule: "holds", fact: `${id} left over ${provider} although ${planned} is paused and its recipients wait` },
      ];
    }),
  );
}

/** Causes of an escalation after which the next step may begin with another vendor. */
const SENT_AROUND: readonly string[] = ["undelivered", "receipt-overdue", "incident"];

/**
 * Checks that a campaign never costs more than its budget (docs/budget.md). Every message is charged before the send,
 * and the price is refunded if the message was certainly refused.
 */
export function judgeBudget(facts: WorldFacts): Finding[] {
  const limit = limitOf(facts);
  const over = charges(facts).find(({ spent }) => spent > limit);
  return over === undefined ? [] : [{ rule: "budget", fact: `${over.spent} were spent, but the budget is ${limit}` }];
}

function limitOf({ definition: { budget } }: WorldFacts): number {
  return budget === undefined ? Number.POSITIVE_INFINITY : Number.parseFloat(budget);
}

function spentBudget(facts: WorldFacts): Hold[] {
  const limit = limitOf(facts);
  const { prices = {} } = facts;
  const dearest = Math.max(...Object.values(prices));
  const first = charges(facts).find(({ spent }) => spent + IN_FLIGHT * dearest > limit);
  if (first === undefined) return [];
  const providers = Object.keys(prices).filter((provider) => (prices[provider] ?? 0) > 0);
  return [{ providers, from: first.at, to: facts.endedAt, isSure: false }];
}

const IN_FLIGHT = 6;

function charges(facts: WorldFacts): readonly { readonly at: number; readonly spent: number }[] {
  const { sendings, prices = {} } = facts;
  const changes = sendings.flatMap((one) => {
    const price = prices[one.provider] ?? 0;
    const freeFrom = refundedAt(one, facts);
    return [{ at: one.at, by: price }, ...(freeFrom === undefined ? [] : [{ at: freeFrom, by: -price }])];
  });
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let spent = 0;
  return changes.map(({ at, by }) => {
    spent += by;
    return { at, spent };
  });
}

function refundedAt(
  { attemptId, answer, lastReportAt, takenAt, provider, at }: Sending,
  { asked, fakeVendors }: WorldFacts,
): number | undefined {
  const isRefused = answer === "refused" || answer === "throttled" || answer === "unsure";
  if (isRefused && takenAt === undefined) return lastReportAt ?? at;
  if (takenAt !== undefined || fakeVendors[provider]?.proves !== true) return undefined;
  return asked.find((one) => one.attemptId === attemptId && one.found === false)?.at;
}
