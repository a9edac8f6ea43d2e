/** The clock of a simulation: virtual time, or the machine's time. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs a function at `instant`, but always after `at` has returned. */
  at(instant: number, run: () => void): void;
  /** Returns when the next function is due, or `undefined` if no function is scheduled. */
  nextAt(): number | undefined;
}

export interface VirtualClock extends Clock {
  /**
   * Advances to `instant` and runs the due functions in order, each at its own time. An instant in the past runs only
   * functions that are due now.
   */
  advanceTo(instant: number): void;
}

/**
 * A clock for simulations and for campaigns that run faster than real time: its owner decides when time passes.
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

/** Scheduled functions by time. Functions with the same time run in the order in which they were added. */
interface Schedule {
  add(instant: number, run: () => void): void;
  nextAt(): number | undefined;
  take(): Due | undefined;
}

interface Due {
  readonly instant: number;
  readonly run: () => void;
}

interface Bucket {
  first: number;
  readonly instants: number[];
  readonly runs: (() => void)[];
}

const BUCKET_MS = 1_000;

/**
 * Schedules millions of functions cheaply: entries are grouped by second, and a group is sorted only when it is due.
 */
export function createSchedule(): Schedule {
  const buckets = new Map<number, Bucket>();
  const order: number[] = [];
  let open: Due[] = [];
  let next = 0;
  let openThrough = Number.NEGATIVE_INFINITY;

  return {
    add(instant, run) {
      if (instant < openThrough) insert(instant, run);
      else put(Math.floor(instant / BUCKET_MS), instant, run);
    },
    nextAt: () => open[next]?.instant ?? buckets.get(order[0] ?? Number.NaN)?.first,
    take() {
      if (next >= open.length) openNext();
      const first = open[next];
      if (first !== undefined) next += 1;
      return first;
    },
  };

  function put(number: number, instant: number, run: () => void): void {
    let bucket = buckets.get(number);
    if (bucket === undefined) {
      bucket = { first: instant, instants: [], runs: [] };
      buckets.set(number, bucket);
      push(order, number);
    }
    bucket.first = Math.min(bucket.first, instant);
    bucket.instants.push(instant);
    bucket.runs.push(run);
  }

  function insert(instant: number, run: () => void): void {
    let low = next;
    let high = open.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((open[middle]?.instant ?? 0) <= instant) low = middle + 1;
      else high = middle;
    }
    open.splice(low, 0, { instant, run });
  }

  function openNext(): void {
    const number = pop(order);
    const bucket = number === undefined ? undefined : buckets.get(number);
    if (number === undefined || bucket === undefined) return;
    buckets.delete(number);
    open = bucket.runs.map((run, index) => ({ run, instant: bucket.instants[index] ?? 0 }));
    open.sort((a, b) => a.instant - b.instant);
    next = 0;
    openThrough = (number + 1) * BUCKET_MS;
  }
}

function push(heap: number[], value: number): void {
  let index = heap.length;
  heap.push(value);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] ?? 0;
    if (above <= value) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = value;
}

function pop(heap: number[]): number | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if ((heap[child + 1] ?? Number.POSITIVE_INFINITY) < (heap[child] ?? 0)) child += 1;
    const below = heap[child] ?? 0;
    if (below >= last) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
  return first;
}
