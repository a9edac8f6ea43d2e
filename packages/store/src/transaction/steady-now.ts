import type { StoreClock } from "./clocks.ts";

/** A clock of this process that never jumps, in milliseconds. */
export function steadyNow(clock?: StoreClock): number {
  return clock?.steadyNow?.() ?? performance.now();
}
