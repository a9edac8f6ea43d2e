import { ConfigError } from "@relance/spec";
import type { Chore, EngineContext } from "../base/context.ts";
import { every, patiently, repeat, within } from "../base/patience.ts";
import { createWakeup } from "../base/wakeup.ts";
import { createWorkerTasks, type Pulse } from "./worker-tasks.ts";

const POLL_MS = 1_000;
const LOOK_UP_MS = 5_000;
/** After a run has used up its time, it has this many milliseconds to notify subscribed systems. */
const LEAST_TELLING_MS = 2_000;
const ANSWER_MS = 50;
const HELPER_MS = 600_000;

interface Worker {
  /** Runs until `signal` aborts, then releases unsent claims and settles the other attempts. */
  run(signal: AbortSignal, graceMs: () => number): Promise<void>;
  /** Runs until nothing is due or `budgetMs` has passed. A second call waits until the first has ended. */
  runOnce(budgetMs: number, signal: AbortSignal, graceMs: () => number): Promise<void>;
  wake(): void;
  /** Asks providers now about missed receipts and uncertain attempts. */
  lookUp(): void;
  readonly state: "running" | "standby" | "stopped";
  pulse(): Pulse;
}

export function createWorker(
  context: EngineContext,
  choresOf: (returnUnheard: () => Promise<void>) => readonly Chore[],
): Worker {
  const { runtime } = context;
  const pollMs = context.options.pollMs ?? POLL_MS;
  const tasks = createWorkerTasks(context);
  const chores = choresOf(tasks.returnUnheard);
  const { heartbeat, sending, ladder } = tasks;
  /** Wakes a second claim loop if recipients are still due after a claim, so that two claims run in parallel. */
  const helping = createWakeup(runtime);
  const asking = createWakeup(runtime);
  let isWorking = false;
  let once: Promise<void> | undefined;

  async function claimTurn(): Promise<number> {
    if (heartbeat.last.standby) return pollMs;
    const { waitMs = pollMs, hasMore } = await tasks.claim();
    if (hasMore) helping.wake();
    return Math.min(pollMs, waitMs);
  }

  async function helpTurn(): Promise<number> {
    const restMs = Math.max(HELPER_MS, pollMs);
    if (heartbeat.last.standby) return restMs;
    const { hasMore } = await tasks.claim();
    return hasMore ? 0 : restMs;
  }

  async function dueTurn(): Promise<number> {
    if (heartbeat.last.standby) return pollMs;
    const { nextDueAt, now } = await tasks.processDue();
    return nextDueAt === undefined ? pollMs : Math.min(pollMs, Math.max(1, nextDueAt - now));
  }

  const unlessStandby = (turn: (signal: AbortSignal) => Promise<unknown>, signal: AbortSignal) => async () => {
    if (!heartbeat.last.standby) await turn(signal);
  };

  function loops({ signal }: AbortController): Promise<void>[] {
    return [
      repeat(context, signal, sending.subscribe(), claimTurn),
      repeat(context, signal, helping.subscribe(), helpTurn),
      repeat(context, signal, ladder.subscribe(), dueTurn),
      ...[{ everyMs: LOOK_UP_MS, bell: asking, run: tasks.reconcile }, ...chores].map(
        ({ everyMs, bell = createWakeup(runtime), run }) =>
          repeat(context, signal, bell.subscribe(), async () => {
            await unlessStandby(run, signal)();
            return Math.max(everyMs, pollMs);
          }),
      ),
    ];
  }

  /** If a lease cannot be released, it expires on its own. */
  async function leaveChores(): Promise<void> {
    for (const { leave } of chores) await leave?.().catch(() => {});
  }

  /** Does all due work once. Missed receipts are fetched before a receipt counts as missing. */
  async function sweep(budgetMs: number, { signal }: AbortController): Promise<void> {
    const end = runtime.now() + budgetMs;
    const subscription = sending.subscribe();
    const choresAt = (moment: Chore["once"][number]) => chores.filter(({ once }) => once.includes(moment));
    const inTurn = async (some: readonly Pick<Chore, "run">[]) => {
      for (const { run } of some) await patiently(context, signal, unlessStandby(run, signal));
    };
    const inParallel = async (some: readonly Chore[], ms: number) => {
      if (!heartbeat.last.standby) await Promise.all(some.map(({ run }) => within(context, signal, ms, run)));
    };
    await inTurn([{ run: tasks.reconcile }]);
    await inParallel(choresAt("start"), budgetMs);
    await inTurn(choresAt("before"));
    while (!heartbeat.last.standby && !signal.aborted && runtime.now() < end) {
      const processed = await patiently(context, signal, tasks.processDue);
      const round = await patiently(context, signal, tasks.claim);
      if (processed === undefined || round === undefined) break;
      if (tasks.pulse().inFlight > 0) await subscription.wait(ANSWER_MS, signal);
      else if (round.isThrottled) await runtime.sleep(Math.min(round.waitMs ?? 0, end - runtime.now()), signal);
      else if (processed.moved === 0 && round.claimed === 0) break;
    }
    await inTurn(choresAt("after"));
    await inParallel(choresAt("end"), Math.max(LEAST_TELLING_MS, end - runtime.now()));
  }

  /** Runs the worker from its first to its last heartbeat. The first failure stops all tasks and is thrown. */
  async function live(
    signal: AbortSignal,
    graceMs: () => number,
    work: (stop: AbortController) => readonly Promise<void>[],
  ): Promise<void> {
    if (isWorking) {
      const advice = "this gateway is already running: only one run() or runOnce() may run at a time";
      throw new ConfigError("config/invalid", advice);
    }
    if (signal.aborted) return;
    isWorking = true;
    const stop = new AbortController();
    const halt = () => stop.abort();
    signal.addEventListener("abort", halt, { once: true });
    const failures: unknown[] = [];
    const beats = async () => {
      await runtime.sleep(heartbeat.everyMs, stop.signal);
      await every(context, stop.signal, heartbeat.everyMs, tasks.beat);
    };
    const guarded = (part: Promise<void>) =>
      part.catch((error: unknown) => {
        failures.push(error);
        halt(); // if one task fails, all others stop
      });
    const begin = async () => {
      await context.options.ready?.();
      await tasks.beat();
    };
    await guarded(patiently(context, stop.signal, begin));
    if (!stop.signal.aborted) await Promise.all([beats(), ...work(stop)].map(guarded));
    await guarded(tasks.leave(graceMs, leaveChores));
    signal.removeEventListener("abort", halt);
    isWorking = false;
    if (failures.length > 0) throw failures[0];
  }

  return {
    get state() {
      return tasks.state;
    },
    wake: tasks.wake,
    lookUp: () => asking.wake(),
    pulse: tasks.pulse,
    async run(signal, graceMs) {
      const stopListening = context.store.listen?.(tasks.wake);
      await live(signal, graceMs, loops).finally(stopListening);
    },
    runOnce(budgetMs, signal, graceMs) {
      once ??= live(signal, graceMs, (stop) => [sweep(budgetMs, stop).finally(() => stop.abort())]).finally(() => {
        once = undefined;
      });
      return once;
    },
  };
}
