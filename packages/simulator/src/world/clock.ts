import { createSchedule } from "./schedule.ts";

/** The world's time: campaign time in a demonstration, the machine's in `relance dev`. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs something once the clock has reached that instant, never before this call returns. */
  at(instant: number, run: () => void): void;
  /** When the next thing is due, or `undefined` while nothing waits. */
  nextAt(): number | undefined;
}

/** A clock that stands still until somebody moves it. */
export interface VirtualClock extends Clock {
  /**
   * Moves to an instant and runs everything due on the way, in order, each at its own instant. Never moves back;
   * an instant in the past runs what is due by now.
   */
  advanceTo(instant: number): void;
}

/**
 * A clock for simulations and for campaigns that fast-forward: whoever owns it decides when time passes.
 *
 * @example
 * const clock = virtualClock(Date.parse("2013-08-01T08:00:00Z"));
 * clock.at(clock.now() + 60_000, () => console.log("a minute later"));
 * clock.advanceTo(clock.nextAt() ?? clock.now());
 */
export function virtualClock(start: number): VirtualClock {
  const schedule = createSchedule();
  let now = start;
  return {
    now: () => now,
    at: (instant, run) => schedule.add(instant, run),
    nextAt: () => schedule.nextAt(),
    advanceTo(instant) {
      const end = Math.max(now, instant);
      for (;;) {
        const next = schedule.nextAt();
        if (next === undefined || next > end) break;
        now = Math.max(now, next);
        schedule.take()?.run();
      }
      now = Math.max(now, end);
    },
  };
}
