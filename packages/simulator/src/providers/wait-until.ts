import type { Clock } from "../world/clock.ts";

/** Waits by the world's clock; false when `signal` ended the wait. */
export function waitUntil(clock: Clock, instant: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = () => resolve(false);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    clock.at(instant, () => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    });
  });
}
