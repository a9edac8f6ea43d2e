import type { Runtime } from "@relance/spec";

/** A reason made once: an abort without one builds an error with a stack each time. */
const RUNG = "rung";

/** Wakes everybody who listens to it. */
export interface Bell {
  ring(): void;
  /** Listens from now on: a ring while its owner is busy is heard at the next wait. */
  ear(): Ear;
}

export interface Ear {
  /** Until it rings, `ms` pass, or `signal` aborts; at once when it rang since the last wait. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(runtime: Runtime): Bell {
  let rings = 0;
  const waiting = new Set<AbortController>();

  async function sleep(ms: number, signal: AbortSignal): Promise<void> {
    const own = new AbortController();
    const forward = () => own.abort(RUNG);
    signal.addEventListener("abort", forward, { once: true });
    waiting.add(own);
    await runtime.sleep(ms, own.signal);
    waiting.delete(own);
    signal.removeEventListener("abort", forward);
  }

  return {
    ring() {
      rings += 1;
      for (const waiter of waiting) waiter.abort(RUNG);
    },
    ear() {
      let heard = rings;
      return {
        async wait(ms, signal) {
          if (heard !== rings || signal.aborted || ms <= 0) await runtime.yield();
          else await sleep(ms, signal);
          heard = rings;
        },
      };
    },
  };
}
