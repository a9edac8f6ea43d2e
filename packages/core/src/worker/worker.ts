import { ConfigError } from "@relance/spec";
import type { Auditor } from "../audit/auditor.ts";
import type { EngineContext } from "../context.ts";
import { every, patiently, repeat, within } from "./patience.ts";
import { createTurns, type Pulse } from "./turns.ts";
import { createUnfinished } from "./unfinished.ts";

const POLL_MS = 1_000;
const AUDIT_MS = 5_000;
const RECALL_MS = 1_000;
const LOOK_UP_MS = 5_000;
const WATCH_MS = 2_000;
const DISOWN_MS = 5_000;
const ALERT_MS = 2_000;
const RETAIN_MS = 600_000;
const WEBHOOK_MS = 1_000;
const SEAL_MS = 60_000;
/** People and systems are told even where the budget is spent, in milliseconds. */
const LEAST_TELLING_MS = 2_000;
/** Longest rest of `runOnce` while messages are on the wire, in milliseconds. */
const ANSWER_MS = 50;
/** Claims under way at once: one is read while the other is sent. */
const CLAIMERS = 2;

/** Sends, folds, escalates and audits until told to stop. */
export interface Worker {
  /**
   * Until `signal` aborts; then gives back what is not on the wire, settles the rest, and leaves.
   * @throws {ConfigError} `config/invalid` when it works already
   * @throws {StoreError} what the store cannot recover from
   */
  run(signal: AbortSignal, graceMs: () => number): Promise<void>;
  /**
   * Works until nothing is due or `budgetMs` passed, then leaves. A second call while the first works joins it.
   * @throws {ConfigError} `config/invalid` while `run` works
   * @throws {StoreError} what the store cannot recover from
   */
  runOnce(budgetMs: number, signal: AbortSignal, graceMs: () => number): Promise<void>;
  /** Something new is there: look at once. */
  wake(): void;
  /** The watch looks at once. */
  look(): void;
  readonly state: "running" | "standby" | "stopped";
  readonly auditor: Auditor;
  /** What is under way, and when the next thing is due by the store's clock. */
  pulse(): Pulse;
}

export function createWorker(context: EngineContext): Worker {
  const { runtime } = context;
  const pollMs = context.options.pollMs ?? POLL_MS;
  const turns = createTurns(context);
  const unfinished = createUnfinished(context);
  const { heart, sending, ladder, watching } = turns;
  let isWorking = false;
  let once: Promise<void> | undefined;

  async function claimTurn(): Promise<number> {
    if (heart.standby) return pollMs;
    const { waitMs = pollMs } = await turns.claim();
    return Math.min(pollMs, waitMs);
  }

  async function climbTurn(): Promise<number> {
    if (heart.standby) return pollMs;
    const { nextDueAt, now } = await turns.climb();
    return nextDueAt === undefined ? pollMs : Math.min(pollMs, Math.max(1, nextDueAt - now));
  }

  const unlessStandby = (turn: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) => async () => {
    if (!heart.standby) await turn(signal);
  };

  function loops({ signal }: AbortController): Promise<void>[] {
    const explain = unlessStandby(turns.explain, signal);
    const watch = unlessStandby(turns.watch, signal);
    const audit = unlessStandby(async () => {
      await unfinished.finish(signal);
      await turns.audit(signal);
    }, signal);
    return [
      ...Array.from({ length: CLAIMERS }, () => repeat(context, signal, sending.ear(), claimTurn)),
      repeat(context, signal, ladder.ear(), climbTurn),
      every(context, signal, Math.max(LOOK_UP_MS, pollMs), explain),
      every(context, signal, Math.max(AUDIT_MS, pollMs), audit),
      every(context, signal, Math.max(RECALL_MS, pollMs), unlessStandby(turns.recall, signal)),
      every(context, signal, Math.max(DISOWN_MS, pollMs), unlessStandby(turns.disown, signal)),
      every(context, signal, Math.max(SEAL_MS, pollMs), unlessStandby(turns.seal, signal)),
      every(context, signal, Math.max(RETAIN_MS, pollMs), unlessStandby(turns.retain, signal)),
      repeat(context, signal, watching.ear(), async () => {
        await watch();
        return Math.max(WATCH_MS, pollMs);
      }),
      ...(turns.alert === undefined
        ? []
        : [every(context, signal, Math.max(ALERT_MS, pollMs), unlessStandby(turns.alert, signal))]),
      ...turns.webhooks.map((tell) =>
        every(context, signal, Math.max(WEBHOOK_MS, pollMs), unlessStandby(tell, signal)),
      ),
    ];
  }

  /** Whatever is due, once. Silence is judged only after what was missed is known. */
  async function sweep(budgetMs: number, { signal }: AbortController): Promise<void> {
    const end = runtime.now() + budgetMs;
    const ear = sending.ear();
    if (!heart.standby) await patiently(context, signal, () => turns.explain(signal));
    if (!heart.standby) await patiently(context, signal, () => turns.watch(signal));
    while (!heart.standby && !signal.aborted && runtime.now() < end) {
      const climbed = await patiently(context, signal, turns.climb);
      const round = await patiently(context, signal, turns.claim);
      if (climbed === undefined || round === undefined) break;
      if (turns.pulse().inFlight > 0) await ear.wait(ANSWER_MS, signal);
      else if (round.isThrottled) await runtime.sleep(Math.min(round.waitMs ?? 0, end - runtime.now()), signal);
      else if (climbed.moved === 0 && round.claimed === 0) break;
    }
    if (!heart.standby) await patiently(context, signal, () => turns.audit(signal));
    if (!heart.standby) await turns.seal(signal);
    if (!heart.standby) await patiently(context, signal, () => turns.retain(signal));
    const telling = [turns.recall, turns.alert ?? [], ...turns.webhooks].flat();
    const restMs = Math.max(LEAST_TELLING_MS, end - runtime.now());
    if (!heart.standby) await Promise.all(telling.map((tell) => within(context, signal, restMs, tell)));
  }

  /** Lives from the first heartbeat to the last; the first failure ends everything, and is thrown after leaving. */
  async function live(
    signal: AbortSignal,
    graceMs: () => number,
    work: (stop: AbortController) => readonly Promise<void>[],
  ): Promise<void> {
    if (isWorking) {
      throw new ConfigError("config/invalid", "this gateway works already: it has one run() or runOnce() at a time");
    }
    if (signal.aborted) return;
    isWorking = true;
    const stop = new AbortController();
    const halt = () => stop.abort();
    signal.addEventListener("abort", halt, { once: true });
    const failures: unknown[] = [];
    const beats = async () => {
      await runtime.sleep(heart.everyMs, stop.signal);
      await every(context, stop.signal, heart.everyMs, turns.beat);
    };
    const guarded = (part: Promise<void>) =>
      part.catch((error: unknown) => {
        failures.push(error);
        halt(); // the others must not go on alone
      });
    const begin = async () => {
      await context.options.ready?.();
      await turns.beat();
    };
    await guarded(patiently(context, stop.signal, begin));
    if (!stop.signal.aborted) await Promise.all([beats(), ...work(stop)].map(guarded));
    await guarded(turns.leave(graceMs));
    signal.removeEventListener("abort", halt);
    isWorking = false;
    if (failures.length > 0) throw failures[0];
  }

  function wake(): void {
    sending.ring();
    ladder.ring();
  }

  return {
    auditor: turns.auditor,
    look: () => watching.ring(),
    get state() {
      return turns.state;
    },
    wake,
    pulse: turns.pulse,
    async run(signal, graceMs) {
      const deafen = context.store.listen?.(wake);
      await live(signal, graceMs, loops).finally(deafen);
    },
    runOnce(budgetMs, signal, graceMs) {
      once ??= live(signal, graceMs, (stop) => [sweep(budgetMs, stop).finally(() => stop.abort())]).finally(() => {
        once = undefined;
      });
      return once;
    },
  };
}
