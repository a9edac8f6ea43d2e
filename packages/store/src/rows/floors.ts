export interface Floor {
  readonly dueAt: number;
  readonly sendOrder: number;
}

interface Memory extends Floor {
  readonly version: number;
  readonly until: number;
}

/** After this many milliseconds, a claim reads from the start again, because earlier rows may have become due. */
export const TRUSTED_MS = 5_000;
/** Dead index entries slow down a read from the start. After this many milliseconds, the next one is delayed. */
const SLOW_MS = 20;

const START: Floor = { dueAt: 0, sendOrder: -1 };

/** Starts claims where the last claim stopped: a long snapshot keeps index entries of claimed recipients. */
export class Floors {
  readonly #steadyNow: () => number;
  readonly #memories = new Map<number, Memory>();
  readonly #slowUntil = new Map<number, number>();

  constructor(steadyNow: () => number) {
    this.#steadyNow = steadyNow;
  }

  of(queue: number, version: number): Floor {
    const memory = this.#memories.get(queue);
    const isTrusted = memory?.version === version && memory.until > this.#steadyNow();
    return isTrusted ? memory : START;
  }

  /** Records that a claim took recipients up to a position, and that more recipients behind it are due. */
  raise(queue: number, version: number, { dueAt, sendOrder }: Floor): void {
    const known = this.#memories.get(queue);
    const now = this.#steadyNow();
    const until = known?.version === version && known.until > now ? known.until : now + TRUSTED_MS;
    this.#memories.set(queue, { dueAt, sendOrder, version, until });
  }

  isRaised(queue: number, version: number): boolean {
    return this.of(queue, version) !== START;
  }

  mayRestart(queue: number): boolean {
    return (this.#slowUntil.get(queue) ?? 0) <= this.#steadyNow();
  }

  restarted(queue: number, tookMs: number): void {
    if (tookMs > SLOW_MS) this.#slowUntil.set(queue, this.#steadyNow() + TRUSTED_MS);
    else this.#slowUntil.delete(queue);
  }
}
