import type { Runtime } from "@relance/spec";

/** The reason of every abort. Without a reason each abort would build an error with a stack. */
const WOKEN = "rung";

/** A bell that wakes all its listeners. */
export interface Wakeup {
  wake(): void;
  /** Starts listening. A ring during other work ends the next wait. */
  subscribe(): WakeupSubscription;
}

export interface WakeupSubscription {
  /** Waits until it rings, `ms` pass, or `signal` aborts; returns immediately if it rang since the last wait. */
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
