import type { Runtime } from "@relance/spec";

/** Passed to `abort()`, because `abort()` without a reason creates an error with a stack trace. */
const WOKEN = "rung";

export interface Wakeup {
  wake(): void;
  /** A wake-up that arrives between two waits ends the subscriber's next wait immediately. */
  subscribe(): WakeupSubscription;
}

export interface WakeupSubscription {
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
      let seen = wakes;
      return {
        async wait(ms, signal) {
          if (seen !== wakes || signal.aborted || ms <= 0) await runtime.yield();
          else await sleep(ms, signal);
          seen = wakes;
        },
      };
    },
  };
}
