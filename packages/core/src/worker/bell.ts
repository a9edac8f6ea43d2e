import type { Runtime } from "@relance/spec";

/** A reason made once: an abort without one builds an error with a stack each time. */
const RUNG = "rung";

/** Wakes everybody who waits; a ring while nobody waits is remembered for the next. */
export interface Bell {
  ring(): void;
  /** Until it rings, `ms` pass, or `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(runtime: Runtime): Bell {
  let rung = false;
  const waiting = new Set<AbortController>();
  return {
    ring() {
      rung = waiting.size === 0;
      for (const waiter of waiting) waiter.abort(RUNG);
    },
    async wait(ms, signal) {
      if (rung || signal.aborted || ms <= 0) {
        rung = false;
        await runtime.yield();
        return;
      }
      const own = new AbortController();
      const forward = () => own.abort(RUNG);
      signal.addEventListener("abort", forward, { once: true });
      waiting.add(own);
      await runtime.sleep(ms, own.signal);
      waiting.delete(own);
      signal.removeEventListener("abort", forward);
    },
  };
}
