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

/** What is due, earliest first; things due at the same instant keep the order in which they were added. */
interface Schedule {
  add(instant: number, run: () => void): void;
  /** When the earliest is due. */
  nextAt(): number | undefined;
  /** Removes the earliest and hands it out. */
  take(): { readonly instant: number; readonly run: () => void } | undefined;
  size(): number;
}

interface Due {
  readonly instant: number;
  readonly order: number;
  readonly run: () => void;
}

/** A binary heap: a campaign of 650,000 people has millions of dues. */
export function createSchedule(): Schedule {
  const heap: Due[] = [];
  let added = 0;

  return {
    add(instant, run) {
      heap.push({ instant, order: added++, run });
      rise(heap.length - 1);
    },
    nextAt: () => heap[0]?.instant,
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first !== last && last) {
        heap[0] = last;
        sink();
      }
      return first;
    },
    size: () => heap.length,
  };

  function rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  function sink(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = isEarlier(left + 1, left) ? left + 1 : left;
      if (!swapIfEarlier(child, index)) return;
      index = child;
    }
  }

  function swapIfEarlier(lower: number, upper: number): boolean {
    const child = heap[lower];
    const parent = heap[upper];
    if (!child || !parent || !isEarlier(lower, upper)) return false;
    heap[lower] = parent;
    heap[upper] = child;
    return true;
  }

  function isEarlier(left: number, right: number): boolean {
    const one = heap[left];
    const other = heap[right];
    if (!one) return false;
    if (!other) return true;
    return one.instant < other.instant || (one.instant === other.instant && one.order < other.order);
  }
}
