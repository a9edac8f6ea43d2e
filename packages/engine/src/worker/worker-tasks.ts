import type { BatchAnswer } from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { createMeasure } from "../base/measure.ts";
import { earlier, isRetryable } from "../base/patience.ts";
import { createWakeup, type Wakeup } from "../base/wakeup.ts";
import { createDispatcher, type Dispatcher, type Round } from "../dispatch/dispatcher.ts";
import { lookUp } from "../record/look-up.ts";
import { createReconciler } from "../record/reconcile.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";

const SETTLE_MS = 50;
/** After a stop, the worker retries a failing store for this many milliseconds. */
const LAST_MS = 5_000;

/** After a start, escalation waits at most this many milliseconds for missed receipts. */
const ASK_FIRST_MS = 15_000;

export interface Pulse {
  /** Number of messages being sent, plus the number of running checks of due times. */
  readonly inFlight: number;
  /** When the next work is due, by the store's clock; absent if no work is planned. */
  readonly nextDueAt: number | undefined;
  /** Number of finished claims. Once both `claims` and `dueRounds` have risen, all earlier work is done. */
  readonly claims: number;
  readonly dueRounds: number;
  /** Number of finished rounds of status requests to providers. */
  readonly lookUps: number;
}

export interface WorkerTasks {
  readonly heartbeat: Heartbeat;
  readonly state: "running" | "standby" | "stopped";
  /** Wakes the sender, because a message may be due. */
  readonly sending: Wakeup;
  /** Wakes the check of due times, because time has passed or a receipt may have changed a recipient. */
  readonly ladder: Wakeup;
  wake(): void;
  beat(): Promise<void>;
  claim(): Promise<Round>;
  processDue(): Promise<DueRound>;
  reconcile(signal: AbortSignal): Promise<void>;
  /** Releases recipients whom a claim assigned to this process if its answer never arrived. */
  returnUnheard(): Promise<void>;
  pulse(): Pulse;
  /** Settles messages in flight within `graceMs`, then gives up the leases of the chores and the worker. */
  leave(graceMs: () => number, leaveChores: () => Promise<void>): Promise<void>;
}

export function createWorkerTasks(context: EngineContext): WorkerTasks {
  const { runtime } = context;
  const sending = createWakeup(runtime);
  const ladder = createWakeup(runtime);
  const heartbeat = createHeartbeat(context, "worker");
  const reconcile = createReconciler(context);
  const freshDispatcher = () => createDispatcher(context, () => sending.wake());
  let dispatcher: Dispatcher = freshDispatcher();
  let state: WorkerTasks["state"] = "stopped";
  let sendDueAt: number | undefined;
  let escalationDueAt: number | undefined;
  let processing = 0;
  let claims = 0;
  let dueRounds = 0;
  let lookUps = 0;
  const asked = Promise.withResolvers<void>();
  let hasAsked = false;

  function wake(): void {
    dispatcher.expect();
    sending.wake();
    ladder.wake();
  }

  async function beat(closed?: Parameters<Heartbeat["beat"]>[0]): Promise<void> {
    await heartbeat.beat(closed);
    const before = state;
    state = heartbeat.last.standby ? "standby" : "running";
    if (state !== before && state === "running") wake();
  }

  async function settleAll(graceMs: () => number): Promise<void> {
    const since = runtime.now();
    const subscription = sending.subscribe();
    const never = new AbortController().signal;
    let isAsking = true;
    const answered = () => {
      isAsking = false;
      sending.wake();
    };
    void dispatcher.returnUnheard(heartbeat.id).then(answered, answered); // sent messages are settled as uncertain
    const isBusy = () => isAsking || dispatcher.inFlight() > 0;
    while (isBusy()) {
      const overMs = runtime.now() - since - graceMs();
      if (overMs >= 0) dispatcher.abort();
      try {
        await dispatcher.settle(heartbeat.id);
      } catch (error) {
        if (!isRetryable(error) || overMs > LAST_MS) throw error;
        await runtime.sleep(SETTLE_MS);
      }
      if (isBusy()) await subscription.wait(SETTLE_MS, never);
    }
  }

  async function waitForReports(): Promise<void> {
    const enough = new AbortController();
    await Promise.race([asked.promise, runtime.sleep(ASK_FIRST_MS, enough.signal)]);
    enough.abort();
    hasAsked = true;
  }

  return {
    heartbeat,
    sending,
    ladder,
    get state() {
      return state;
    },
    wake,
    beat: () => beat(),
    async claim() {
      const round = await dispatcher.round(heartbeat.id, heartbeat.lastCommitted);
      claims += 1;
      if (round.made !== undefined) heartbeat.noteCommitted(round.made);
      if (round.asked) sendDueAt = round.nextDueAt;
      if (round.settled > 0) ladder.wake();
      return round;
    },
    async processDue() {
      processing += 1;
      try {
        if (!hasAsked) await waitForReports();
        const round = await processDue(context, heartbeat.last.clockStep);
        escalationDueAt = round.nextDueAt;
        dueRounds += 1;
        if (round.moved > 0) {
          dispatcher.expect();
          sending.wake();
        }
        return round;
      } finally {
        processing -= 1;
      }
    },
    async reconcile(signal) {
      const closed = await reconcile(heartbeat.last.openGaps, heartbeat.last.now, signal);
      const { length: ended } = closed.reconciled;
      if (ended > 0) await beat(closed);
      const questions = await lookUp(context, signal);
      asked.resolve();
      lookUps += 1;
      if (ended > 0 || questions > 0) ladder.wake();
    },
    returnUnheard: () => dispatcher.returnUnheard(heartbeat.id),
    pulse: () => ({
      inFlight: dispatcher.inFlight() + processing,
      nextDueAt: earlier(sendDueAt, escalationDueAt),
      claims,
      dueRounds,
      lookUps,
    }),
    async leave(graceMs, leaveChores) {
      try {
        await settleAll(graceMs);
      } finally {
        await leaveChores();
        await heartbeat.leave().catch(() => context.log({ level: "warn", event: "worker.leave-failed" }));
        state = "stopped";
        dispatcher = freshDispatcher();
      }
    },
  };
}

interface DueRound {
  readonly moved: number;
  readonly nextDueAt: number | undefined;
  readonly now: number;
}

/** Applies received events first and due times second, because an acknowledgement cancels a due message. */
async function processDue(context: EngineContext, frozen: boolean): Promise<DueRound> {
  const { store } = context;
  const measure = createMeasure(context);
  let moved = await drain(context, async () => {
    const batch = await store.fold();
    measure.answered(batch.answered);
    for (const one of batch.confirmations ?? []) context.replyAnswers.confirm(one);
    return batch;
  });
  if (frozen) return { ...moved, nextDueAt: undefined }; // after the store's clock jumped, no due time is applied
  for (const verb of [() => store.expire(), () => store.recover(), () => store.escalate()]) {
    const batch = await drain(context, verb);
    moved = { moved: moved.moved + batch.moved, nextDueAt: earlier(moved.nextDueAt, batch.nextDueAt), now: batch.now };
  }
  return moved;
}

async function drain(context: Needs<"runtime">, verb: () => Promise<BatchAnswer>): Promise<DueRound> {
  let moved = 0;
  for (;;) {
    const batch = await verb();
    moved += batch.moved;
    if (!batch.more) return { moved, nextDueAt: batch.nextDueAt, now: batch.now };
    await context.runtime.yield();
  }
}
