/** What is due, earliest first; things due at the same instant keep the order in which they were added. */
export interface Schedule {
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
