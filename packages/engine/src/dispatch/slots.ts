import type { AttemptOutcome, ClaimWant, PermitAnswer, Provider } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { earlier } from "../base/earlier.ts";
import type { Pace } from "../base/pace.ts";
import { SEND_BUDGET_MS } from "./deliver.ts";

/** Default number of parallel calls. */
const CONCURRENCY = 32;
/** Most rows of one provider per claim: a claim means that messages leave now. */
const WINDOW = 256;
/** Messages are claimed this far ahead, in milliseconds: a commit for each free slot would cost more than the messages. */
export const AHEAD_MS = 50;
/** A round requests permits for this long, in seconds. */
const PERMIT_AHEAD_S = 0.2;
/** Share of the latest call in the usual duration. */
const LATEST = 1 / 8;

/** One provider's messages in this process. */
interface Lane {
  /** Claimed, and without an outcome. */
  taken: number;
  /** Calls in progress. */
  calls: number;
  /** Claimed messages that wait for a call to end; called with whether they may be sent. */
  waiting: ((isOurs: boolean) => void)[];
  /** Usual duration of an accepted call, in milliseconds; infinite = none, or the provider is failing. */
  usualMs: number;
}

export interface Taken {
  readonly wants: readonly ClaimWant[];
  /** Milliseconds until the rate of a provider with due recipients allows more; absent = no rate limits. */
  readonly throttledMs: number | undefined;
}

/**
 * This process's free send slots: the provider's parallel calls, and as many messages ahead as these calls accept in
 * {@link AHEAD_MS}. A slot is used from the claim until its outcome is known.
 */
export interface Slots {
  /** Takes free slots, within each provider's rate, for one claim. Takes none if it rejects. */
  take(): Promise<Taken>;
  giveBack(provider: string, count: number): void;
  /** Waits for one of the provider's parallel calls, which `leave` ends. False = the message is not to be sent now. */
  enter(provider: string): Promise<boolean>;
  leave(provider: string, tookMs: number, outcome: AttemptOutcome): void;
  /** Claimed messages wait for calls: the next claim, which settles what is finished, is near. */
  isAhead(): boolean;
  /** Messages that wait for a call are not sent now. */
  release(): void;
  /** Records a claim's rows for a want; the next recipient is due in `dueMs`; absent = none waits. */
  claimed(want: ClaimWant, count: number, dueMs: number | undefined): void;
  /** A recipient may be due through any provider. */
  expect(): void;
  /** This process does not use the provider for this long, in milliseconds; others may. */
  rest(provider: string, forMs: number): void;
}

export function createSlots(context: EngineContext, pace: Pace): Slots {
  const lanes = new Map<string, Lane>();
  const restsUntil = new Map<string, number>();
  /** Set if the last claim found fewer recipients than slots: none is due before then, unless woken. */
  const idleUntil = new Map<string, number>();

  function laneOf(provider: string): Lane {
    const known = lanes.get(provider);
    if (known !== undefined) return known;
    const lane = { taken: 0, calls: 0, waiting: [], usualMs: Number.POSITIVE_INFINITY };
    lanes.set(provider, lane);
    return lane;
  }

  function add(provider: string, count: number): void {
    laneOf(provider).taken += count;
  }

  const callsOf = (provider: string) => context.providers.get(provider)?.concurrency ?? CONCURRENCY;

  /** The most that one claim may bring: nothing while more than half of the messages ahead still wait. */
  function freeIn(provider: string): number {
    const { taken, waiting, usualMs } = laneOf(provider);
    const calls = callsOf(provider);
    const accepted = Math.floor((calls * AHEAD_MS) / Math.max(1, usualMs));
    const ahead = Math.max(0, Math.min(accepted, WINDOW, 2 * WINDOW - calls));
    return waiting.length > ahead / 2 ? 0 : Math.min(WINDOW, calls + ahead - taken);
  }

  function releaseLane(lane: Lane): void {
    const { waiting } = lane;
    lane.waiting = [];
    for (const go of waiting) go(false);
  }

  async function permitted(providerName: string, provider: Provider, wanted: number): Promise<PermitAnswer> {
    if (pace.rateOf(providerName, provider) === undefined) return { granted: wanted, waitMs: 0 };
    const { perSecond } = provider;
    return context.store.permit({ provider: providerName, perSecond, wanted });
  }

  /**
   * Takes slots of one provider while the store is asked for its rate: no more than the rate allows, so that another
   * round may ask too.
   */
  async function claimable(providerName: string, provider: Provider, free: number): Promise<PermitAnswer> {
    const rate = pace.rateOf(providerName, provider) ?? Number.POSITIVE_INFINITY;
    const ahead = Math.ceil(rate * PERMIT_AHEAD_S);
    const wanted = Math.max(1, Math.min(free, ahead));
    let granted = 0;
    add(providerName, wanted);
    try {
      const answer = await permitted(providerName, provider, wanted);
      granted = answer.granted;
      return answer;
    } finally {
      add(providerName, granted - wanted);
    }
  }

  return {
    giveBack: (provider, count) => add(provider, -count),
    async enter(provider) {
      const lane = laneOf(provider);
      if (lane.calls >= callsOf(provider)) return new Promise((go) => lane.waiting.push(go));
      lane.calls += 1;
      return true;
    },
    leave(provider, tookMs, { kind, disposition }) {
      const lane = laneOf(provider);
      const { usualMs } = lane;
      if (kind === "accepted")
        lane.usualMs = usualMs === Number.POSITIVE_INFINITY ? tookMs : usualMs + LATEST * (tookMs - usualMs);
      else if (kind !== "not-sent" && disposition !== "reject") {
        lane.usualMs = Number.POSITIVE_INFINITY; // the provider's fault: those that wait may go elsewhere
        releaseLane(lane);
      }
      const next = lane.waiting.shift();
      if (next === undefined) lane.calls -= 1;
      else next(true);
    },
    isAhead: () => [...lanes.values()].some(({ waiting }) => waiting.length > 0),
    release() {
      for (const lane of lanes.values()) releaseLane(lane);
    },
    claimed({ provider, slots }, count, dueMs = Number.POSITIVE_INFINITY) {
      add(provider, count - slots);
      if (count < slots) idleUntil.set(provider, context.runtime.now() + dueMs);
      else idleUntil.delete(provider);
    },
    expect: () => idleUntil.clear(),
    rest: (provider, forMs) => restsUntil.set(provider, context.runtime.now() + forMs),
    async take() {
      const wants: ClaimWant[] = [];
      let throttledMs: number | undefined;
      try {
        for (const [providerName, provider] of context.providers) {
          if ((restsUntil.get(providerName) ?? 0) > context.runtime.now()) continue;
          const free = freeIn(providerName);
          if (free <= 0) continue;
          const { granted: slots, waitMs } = await claimable(providerName, provider, free);
          if (slots > 0) {
            const sendBudgetMs = provider.sendBudgetMs ?? SEND_BUDGET_MS;
            wants.push({ provider: providerName, slots, sendBudgetMs });
            continue;
          }
          const idleMs = (idleUntil.get(providerName) ?? 0) - context.runtime.now();
          if (idleMs < Number.POSITIVE_INFINITY) throttledMs = earlier(throttledMs, Math.max(waitMs, idleMs));
        }
      } catch (error) {
        for (const { provider, slots } of wants) add(provider, -slots);
        throw error;
      }
      return { wants, throttledMs };
    },
  };
}
