import type { Runtime } from "@relance/spec";

/** The shared reason of every abort. An abort without a reason would build an error with a stack each time. */
const WOKEN = "rung";

/** A bell that wakes all callers waiting for it. */
export interface Wakeup {
  wake(): void;
  /** Starts listening. If it rings while a caller does other work, the caller's next wait ends immediately. */
  subscribe(): WakeupSubscription;
}

export interface WakeupSubscription {
  /** Waits until the bell rings, `ms` pass or `signal` aborts; a ring since the last wait also ends this wait. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createWakeup(runtime: Runtime): Wakeup {
  let wakes = 0;
  const waiting = new Set<AbortController>();

  async function sleep(ms: number, signal: AbortSignal): Promise<void> {
    const own = new AbortController();
    const forward = () => own.abort(WOKEN);
    signal.addEventListener("abort", forward, { once: true });
    waiting.add(own);
    await runtime.sleep(ms, own.signal);
    waiting.delete(own);
    signal.removeEventListener("abort", forward);
  }

  return {
    wake() {
      wakes += 1;
      for (const waiter of waiting) waiter.abort(WOKEN);
    },
    subscribe() {
      let heard = wakes;
      return {
        async wait(ms, signal) {
          if (heard !== wakes || signal.aborted || ms <= 0) await runtime.yield();
          else await sleep(ms, signal);
          heard = wakes;
        },
      };
    },
  };
}
