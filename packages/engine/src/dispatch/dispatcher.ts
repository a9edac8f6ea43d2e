import { isOurs } from "@relance/rules";
import {
  type AttemptOutcome,
  type ClaimedRow,
  type ClaimRequest,
  type CommittedAttempt,
  getChannel,
  type Message,
  MessageError,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { SEND } from "../base/inline-campaign.ts";
import { createMeasure } from "../base/measure.ts";
import { billedSegments } from "../base/message-price.ts";
import { createPace } from "../base/pace.ts";
import { earlier } from "../base/patience.ts";
import { createBudgetGuard } from "../budget/budget-guard.ts";
import { createAlreadyDone } from "./already-done.ts";
import { deliver, SEND_BUDGET_MS, toOutcome } from "./deliver.ts";
import { createInFlightAttempts } from "./in-flight-attempts.ts";
import { createLatePermits } from "./late-permits.ts";
import { createSlots, type Taken } from "./slots.ts";
import { createWire } from "./wire.ts";
import { write } from "./write.ts";

export interface Round {
  /** False if nothing was claimed, because no slot or no permit was free. */
  readonly asked: boolean;
  readonly claimed: number;
  /** True if more recipients are due, but the claim had too few free slots. */
  readonly hasMore: boolean;
  /** Number of outcomes that this claim wrote. An outcome may make the recipient's next step due immediately. */
  readonly settled: number;
  readonly made?: CommittedAttempt | undefined;
  /** When the next recipient is due, by the store's clock; absent if no recipient waits for a message. */
  readonly nextDueAt: number | undefined;
  /** Milliseconds until more recipients can be claimed; absent if this is unknown. */
  readonly waitMs: number | undefined;
  readonly isThrottled: boolean;
}

/** Attempt ids of recipients who are already done; absent if the application was not asked. */
type Done = Promise<ReadonlySet<string>> | undefined;

interface ClaimTimes {
  readonly permitsAt: number;
  readonly claimAt: number;
}

/** Claims recipients, sends their messages, and writes the outcomes together with the next claim. */
export interface Dispatcher {
  /**
   * Makes one claim. If no slot is free and no outcome must be written, the store is not called. If the store lacks the
   * attempt `lastCommitted`, it has lost data, so nothing is claimed.
   */
  round(worker: string, lastCommitted?: CommittedAttempt): Promise<Round>;
  settle(worker: string): Promise<void>;
  /** Settles as not sent the attempts of claims whose answers this worker never received. */
  returnUnheard(worker: string): Promise<void>;
  /** Call this when a recipient may have become due after the last claim. */
  expect(): void;
  inFlight(): number;
  abort(): void;
}

export function createDispatcher(context: EngineContext, onFinished: () => void): Dispatcher {
  const { runtime, store, providers } = context;
  const pace = createPace();
  const slots = createSlots(context, pace);
  const latePermits = createLatePermits(context);
  const wire = createWire(runtime);
  const charge = createBudgetGuard(context);
  const attempts = createInFlightAttempts();
  const measure = createMeasure(context);
  const alreadyDone = context.options.alreadyDone === undefined ? undefined : createAlreadyDone(context);
  let finished: AttemptOutcome[] = [];
  let sending = 0;
  let claiming = 0;
  let settling = 0;

  async function send(row: ClaimedRow, times: ClaimTimes, storeNow: number, done: Done): Promise<void> {
    sending += 1;
    const { attemptId } = row;
    attempts.add(attemptId);
    const isDone = (await done)?.has(attemptId) === true;
    const outcome = isDone ? ({ attemptId, kind: "not-sent" } as const) : await attempt(row, times, storeNow);
    if (isOurs(outcome.errorCode)) slots.rest(row.provider, outcome.retryAfterMs ?? 0);
    finished.push(outcome);
    sending -= 1;
    slots.giveBack(row.provider, 1);
    onFinished();
  }

  async function attempt(row: ClaimedRow, times: ClaimTimes, storeNow: number): Promise<AttemptOutcome> {
    const { attemptId } = row;
    const notSent = { attemptId, kind: "not-sent" } as const;
    const provider = providers.get(row.provider);
    if (provider === undefined) return notSent;
    const { sendBudgetMs: budgetMs = SEND_BUDGET_MS, perSecond } = provider;
    const rate = pace.rateFor(row.provider, provider);
    // if this process was suspended after the claim, another worker may have these recipients
    const isOver = () => wire.stopped || runtime.now() - times.claimAt > budgetMs;
    const { message, unwritten } = await write(context, row, storeNow);
    if (unwritten !== undefined) return unwritten;
    const unwanted = await admitFurther(row, message);
    if (unwanted !== undefined) return unwanted;
    const unpaid = await charge(row, message);
    if (unpaid !== undefined) return unpaid;
    const isVoid = rate !== undefined && latePermits.isVoid(times.permitsAt);
    const ask = { provider: row.provider, perSecond };
    if (isVoid && !isOver() && !(await latePermits.wait(ask, isOver))) return notSent;
    if (isOver()) return notSent;
    const content = context.options.commit?.(row.salt, message);
    const segments = billedSegments(message, context.options.segmentsOf);
    const sentAt = runtime.now();
    measure.left(row, message, storeNow + sentAt - times.claimAt);
    const calling = wire.run<AttemptOutcome>({
      name: provider.kind,
      budgetMs,
      send: async (signal) => ({ ...(await deliver(context, provider, message, signal)), content, segments }),
      onLate: keepLate,
    });
    const outcome = await calling.catch((error) => ({ ...toOutcome(attemptId, error, perSecond), content, segments }));
    measure.sent(row.provider, outcome, sentAt);
    return outcome;
  }

  /** Counts each further message. `send()` has already counted the first one to a phone. */
  async function admitFurther(row: ClaimedRow, message: Message): Promise<AttemptOutcome | undefined> {
    if (message.purpose?.campaign !== SEND) return undefined;
    if (getChannel(row.channel).address.read !== "phone") return undefined;
    try {
      await context.sendGuard?.admitFurther(row);
      return undefined;
    } catch (error) {
      return error instanceof MessageError
        ? toOutcome(row.attemptId, error)
        : { attemptId: row.attemptId, kind: "not-sent" };
    }
  }

  /** If the provider accepts an attempt after its outcome was stored as unknown, records that as evidence. */
  function keepLate(outcome: AttemptOutcome): void {
    if (outcome.kind !== "accepted") return;
    finished.push(outcome);
    onFinished();
  }

  async function claim(
    from: Pick<ClaimRequest, "worker" | "lastCommitted">,
    { wants, throttledMs }: Taken,
    permitsAt: number,
  ): Promise<Round> {
    const settle = finished;
    const isThrottled = throttledMs !== undefined;
    const asked = wants.length > 0;
    if (!asked && settle.length === 0) {
      const none = { claimed: 0, hasMore: false, settled: 0, nextDueAt: undefined };
      return { asked, ...none, waitMs: throttledMs, isThrottled };
    }
    finished = [];
    settling += settle.length;
    const claimAt = runtime.now();
    const over = attempts.beginClaim();
    try {
      const { claimed, nextDueAt, slowed, now } = await store.claim({ ...from, wants, settle });
      pace.update(wants, slowed);
      attempts.confirm(settle);
      if (asked) latePermits.record(runtime.now() - permitsAt);
      const alreadySent = alreadyDone?.(claimed);
      const got = new Map<string, number>();
      for (const row of claimed) {
        got.set(row.provider, (got.get(row.provider) ?? 0) + 1);
        void send(row, { permitsAt, claimAt }, now, alreadySent);
      }
      const dueMs = nextDueAt === undefined ? undefined : Math.max(1, nextDueAt - now);
      for (const want of wants) slots.claimed(want, got.get(want.provider) ?? 0, dueMs);
      const waitMs = claimed.length > 0 ? 0 : earlier(dueMs, throttledMs);
      // another claim may hold the slots of the provider at which a recipient is due after a failed message
      if (wants.length < providers.size && settle.some(({ kind }) => kind !== "accepted")) onFinished();
      const hasMore = claimed.length > 0 && nextDueAt !== undefined && nextDueAt <= now;
      const came = { claimed: claimed.length, hasMore, settled: settle.length, made: claimed.at(-1) };
      return { asked, ...came, nextDueAt, waitMs, isThrottled };
    } catch (error) {
      finished = settle.concat(finished); // if the transaction failed, the next claim writes these outcomes
      for (const want of wants) slots.giveBack(want.provider, want.slots);
      throw error;
    } finally {
      over();
      settling -= settle.length;
    }
  }

  return {
    expect: slots.expect,
    inFlight: () => sending + finished.length + settling + claiming,
    abort: () => wire.stop(),
    async round(worker, lastCommitted) {
      claiming += 1;
      try {
        const permitsAt = runtime.now();
        return await claim({ worker, lastCommitted }, await slots.take(), permitsAt);
      } finally {
        claiming -= 1;
      }
    },
    async settle(worker) {
      const outcomes = finished;
      if (outcomes.length === 0) return;
      finished = [];
      settling += outcomes.length;
      try {
        await store.settle(worker, outcomes);
        attempts.confirm(outcomes);
      } catch (error) {
        finished = outcomes.concat(finished);
        throw error;
      } finally {
        settling -= outcomes.length;
      }
    },
    async returnUnheard(worker) {
      const missing = await attempts.unreported(() => store.pendingAttempts(worker));
      if (missing.length === 0) return;
      context.log({ level: "warn", event: "claim.unheard", facts: { attempts: missing.length } });
      for (const attemptId of missing) {
        attempts.add(attemptId);
        finished.push({ attemptId, kind: "not-sent" });
      }
      onFinished();
    },
  };
}
