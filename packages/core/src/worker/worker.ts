import { RelanceError, StoreError } from "@relance/spec";
import { type Auditor, createAuditor } from "../audit/auditor.ts";
import type { EngineContext } from "../context.ts";
import { createDispatcher, type Dispatcher } from "../dispatch/dispatcher.ts";
import { earlier } from "../earlier.ts";
import { climb } from "../escalate/ladder.ts";
import { lookUp } from "../record/look-up.ts";
import { reconcile } from "../record/reconcile.ts";
import { type Bell, createBell } from "./bell.ts";
import { createHeart, type Heart } from "./heart.ts";

const POLL_MS = 1_000;
const AUDIT_MS = 5_000;
const LOOK_UP_MS = 5_000;
const RETRY_MS = 1_000;
/** Claims under way at once: one is read while the other is sent. */
const CLAIMERS = 2;

/** Sends, folds, escalates and audits until told to stop. */
export interface Worker {
  /** Until `signal` aborts; then gives back what is not on the wire, settles the rest, and leaves. */
  run(signal: AbortSignal, graceMs: number): Promise<void>;
  /** Works until nothing is due or `budgetMs` passed, then leaves. */
  runOnce(budgetMs: number): Promise<void>;
  /** Something new is there: look at once. */
  wake(): void;
  readonly state: "running" | "standby" | "stopped";
  readonly auditor: Auditor;
  /** What is under way, and when the next thing is due by the store's clock. */
  pulse(): Pulse;
}

/** Where a worker stands right now. */
export interface Pulse {
  /** Messages, claims and looks at the ladder under way. */
  readonly inFlight: number;
  /** When the next thing is due, by the store's clock; absent = nothing waits. */
  readonly nextDueAt: number | undefined;
  /** Finished claims and looks at the ladder since the start: when both have grown, the worker has seen what was there. */
  readonly claims: number;
  readonly climbs: number;
}

export function createWorker(context: EngineContext): Worker {
  const { runtime } = context;
  const pollMs = context.options.pollMs ?? POLL_MS;
  const bell: Bell = createBell(runtime);
  const heart: Heart = createHeart(context, "worker");
  const auditor = createAuditor(context);
  let dispatcher: Dispatcher = createDispatcher(context, () => bell.ring());
  let state: Worker["state"] = "stopped";
  let sendDueAt: number | undefined;
  let climbDueAt: number | undefined;
  let climbing = false;
  let claims = 0;
  let climbs = 0;

  /** Repeats `turn` until told to stop; a store that can be asked again is asked again. */
  async function loop(signal: AbortSignal, turn: () => Promise<number>): Promise<void> {
    while (!signal.aborted) {
      try {
        await bell.wait(await turn(), signal);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        context.log({ level: "error", event: "store.failing", facts: { code: codeOf(error) } });
        await runtime.sleep(RETRY_MS, signal);
      }
    }
  }

  async function beatTurn(): Promise<void> {
    await heart.beat();
    state = heart.standby ? "standby" : "running";
  }

  async function claimTurn(): Promise<number> {
    if (heart.standby) return pollMs;
    const round = await dispatcher.round(heart.id);
    claims += 1;
    if (round.asked) sendDueAt = round.nextDueAt;
    return Math.min(pollMs, round.waitMs ?? pollMs);
  }

  async function climbTurn(): Promise<number> {
    if (heart.standby) return pollMs;
    climbing = true;
    try {
      const round = await climb(context, heart.clockStep);
      climbDueAt = round.nextDueAt;
      climbs += 1;
      if (round.moved > 0) bell.ring();
      return round.nextDueAt === undefined
        ? pollMs
        : Math.min(pollMs, Math.max(1, round.nextDueAt - round.now));
    } finally {
      climbing = false;
    }
  }

  async function explainTurn(signal: AbortSignal): Promise<void> {
    if (heart.standby) return;
    const closed = await reconcile(context, heart.openGaps, heart.now, signal);
    if (closed.length > 0) await heart.beat(closed);
    await lookUp(context, signal);
  }

  /** Like `loop`, at its own pace: a ring of the bell does not hurry it. */
  async function every(ms: number, signal: AbortSignal, turn: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await turn();
      } catch (error) {
        if (!isRetryable(error)) throw error;
      }
      await runtime.sleep(ms, signal);
    }
  }

  async function drain(graceMs: number): Promise<void> {
    const end = runtime.now() + graceMs;
    const never = new AbortController().signal;
    while (dispatcher.inFlight() > 0) {
      if (runtime.now() >= end) dispatcher.abort();
      await dispatcher.settle(heart.id);
      if (dispatcher.inFlight() > 0) await bell.wait(50, never);
    }
  }

  async function leave(graceMs: number): Promise<void> {
    await drain(graceMs);
    await heart.leave();
    state = "stopped";
    dispatcher = createDispatcher(context, () => bell.ring());
  }

  return {
    auditor,
    get state() {
      return state;
    },
    wake: () => bell.ring(),
    pulse: () => ({
      inFlight: dispatcher.inFlight() + (climbing ? 1 : 0),
      nextDueAt: earlier(sendDueAt, climbDueAt),
      claims,
      climbs,
    }),
    async run(signal, graceMs) {
      const stop = new AbortController();
      const halt = () => stop.abort();
      signal.addEventListener("abort", halt, { once: true });
      if (signal.aborted) halt();
      await beatTurn();
      const all = [
        every(heart.everyMs, stop.signal, beatTurn),
        ...Array.from({ length: CLAIMERS }, () => loop(stop.signal, claimTurn)),
        loop(stop.signal, climbTurn),
        every(Math.max(LOOK_UP_MS, pollMs), stop.signal, () => explainTurn(stop.signal)),
        every(Math.max(AUDIT_MS, pollMs), stop.signal, async () => {
          if (!heart.standby) await auditor.pass(stop.signal);
        }),
      ];
      try {
        await Promise.all(all);
      } finally {
        stop.abort(); // one loop failed for good: the others must not go on alone
        await Promise.allSettled(all);
        signal.removeEventListener("abort", halt);
        await leave(graceMs);
      }
    },
    async runOnce(budgetMs) {
      const end = runtime.now() + budgetMs;
      await beatTurn();
      try {
        while (!heart.standby && runtime.now() < end) {
          const climbed = await climb(context, heart.clockStep);
          const round = await dispatcher.round(heart.id);
          if (dispatcher.inFlight() > 0) await bell.wait(10, new AbortController().signal);
          else if (round.isThrottled) await runtime.sleep(Math.min(round.waitMs ?? 0, end - runtime.now()));
          else if (climbed.moved === 0 && round.claimed === 0) break;
        }
      } finally {
        await leave(budgetMs);
      }
    },
  };
}

function isRetryable(error: unknown): boolean {
  return RelanceError.is(error) && error instanceof StoreError && error.retryable;
}

function codeOf(error: unknown): string {
  return RelanceError.is(error) ? error.code : "unknown";
}
