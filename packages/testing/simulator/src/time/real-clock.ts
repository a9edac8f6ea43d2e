import type { Clock } from "../world/clock.ts";
import { createSchedule } from "../world/clock.ts";

const MAX_TIMER_MS = 2_147_483_647;

export interface RealClock extends Clock, Disposable {}

/** The machine's clock, for simulations in real time. The timer does not keep the process alive. */
export function realClock(): RealClock {
  const schedule = createSchedule();
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Number.POSITIVE_INFINITY;

  return {
    now: () => Date.now(),
    at(instant, run) {
      schedule.add(instant, run);
      if (instant < wakesAt) arm(instant);
    },
    nextAt: () => schedule.nextAt(),
    [Symbol.dispose]() {
      clearTimeout(timer);
      wakesAt = Number.NEGATIVE_INFINITY;
    },
  };

  function arm(instant: number): void {
    clearTimeout(timer);
    wakesAt = instant;
    timer = setTimeout(wake, Math.min(Math.max(0, instant - Date.now()), MAX_TIMER_MS));
    timer.unref();
  }

  function wake(): void {
    // functions that are added during this loop run in a later turn, so that sockets also make progress
    const due: (() => void)[] = [];
    for (let next = schedule.nextAt(); next !== undefined && next <= Date.now(); next = schedule.nextAt()) {
      const taken = schedule.take();
      if (taken) due.push(taken.run);
    }
    wakesAt = Number.POSITIVE_INFINITY;
    const next = schedule.nextAt();
    if (next !== undefined) arm(next);
    for (const run of due) run();
  }
}
