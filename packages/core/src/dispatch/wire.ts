import type { Runtime } from "@relance/spec";

/** How often calls beyond their budget are looked for, in milliseconds. */
const SWEEP_MS = 500;

/** The calls under way, each with an end. One watch for all of them, because a timer a message costs more than the message. */
export interface Wire {
  /** Runs one call; its signal aborts at the end of the budget or when everything stops. */
  run<T>(budgetMs: number, call: (signal: AbortSignal) => Promise<T>): Promise<T>;
  readonly stopped: boolean;
  /** Ends every call; what they sent is then unknown. */
  stop(): void;
}

export function createWire(runtime: Runtime): Wire {
  const calls = new Map<AbortController, number>();
  let stopped = false;
  let sweeping = false;

  async function sweep(): Promise<void> {
    sweeping = true;
    while (calls.size > 0) {
      await runtime.sleep(SWEEP_MS);
      const now = runtime.now();
      for (const [controller, end] of calls) if (now >= end) controller.abort();
    }
    sweeping = false;
  }

  return {
    get stopped() {
      return stopped;
    },
    async run(budgetMs, call) {
      const controller = new AbortController();
      calls.set(controller, runtime.now() + budgetMs);
      if (!sweeping) void sweep();
      try {
        return await call(controller.signal);
      } finally {
        calls.delete(controller);
      }
    },
    stop() {
      stopped = true;
      for (const controller of calls.keys()) controller.abort();
    },
  };
}
