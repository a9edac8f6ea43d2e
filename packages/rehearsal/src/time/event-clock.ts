import type { VirtualClock } from "@relance/simulator";

/** One bucket of things that are due. */
interface Bucket {
  first: number;
  readonly instants: number[];
  readonly runs: (() => void)[];
}

const BUCKET_MS = 1_000;

/**
 * A virtual clock for millions of dues: they lie unsorted in buckets of a second, and a bucket is sorted when its time
 * has come. Things due at the same instant keep the order in which they were added.
 */
export function eventClock(start: number): VirtualClock {
  let now = start;
  const buckets = new Map<number, Bucket>();
  const order: number[] = []; // a heap of the buckets' numbers
  let open: { readonly instant: number; readonly run: () => void }[] = [];
  let next = 0;
  let openThrough = Number.NEGATIVE_INFINITY;

  function at(instant: number, run: () => void): void {
    if (instant < openThrough) insert(instant, run);
    else put(Math.floor(instant / BUCKET_MS), instant, run);
  }

  function put(number: number, instant: number, run: () => void): void {
    let bucket = buckets.get(number);
    if (bucket === undefined) {
      bucket = { first: instant, instants: [], runs: [] };
      buckets.set(number, bucket);
      push(order, number);
    }
    if (instant < bucket.first) bucket.first = instant;
    bucket.instants.push(instant);
    bucket.runs.push(run);
  }

  /** Into the bucket whose time has come, behind what is due at the same instant. */
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
    const { instants, runs } = bucket;
    open = runs.map((run, index) => ({ run, instant: instants[index] ?? 0 }));
    open.sort((a, b) => a.instant - b.instant);
    next = 0;
    openThrough = (number + 1) * BUCKET_MS;
  }

  function nextAt(): number | undefined {
    return open[next]?.instant ?? buckets.get(order[0] ?? Number.NaN)?.first;
  }

  return {
    now: () => now,
    at,
    nextAt,
    advanceTo(instant) {
      const end = Math.max(now, instant);
      for (let due = nextAt(); due !== undefined && due <= end; due = nextAt()) {
        if (next >= open.length) openNext();
        const first = open[next];
        if (first === undefined) break;
        next += 1;
        now = Math.max(now, first.instant);
        first.run();
      }
      now = end;
    },
  };
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
