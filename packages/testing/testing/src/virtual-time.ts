import { hash } from "node:crypto";
import type { Runtime } from "@relance/spec";

type Continuation = () => void;

interface Sleeper {
  readonly at: number;
  readonly process: VirtualProcess;
  readonly wake: Continuation;
}

/** A simulated process on the virtual clock, such as a worker, a receiver or a recipient. */
export interface VirtualProcess {
  readonly name: string;
  readonly runtime: Runtime;
  crash(): void;
  /** Stops the process until {@link VirtualProcess.thaw}. The clock continues to advance. */
  freeze(): void;
  thaw(): void;
}

/**
 * A clock that advances only when a test advances it. When several processes can run, the seed picks the next process,
 * so a failure can be reproduced.
 */
export class VirtualTime {
  #now: number;
  #settling = 0;
  readonly #random: () => number;
  readonly #ready: { process: VirtualProcess; go: Continuation }[] = [];
  readonly #sleepers: Sleeper[] = [];
  readonly #crashed = new Set<VirtualProcess>();
  readonly #frozen = new Set<VirtualProcess>();

  /** @param startAt start of virtual time in milliseconds since 1970 @default 2013-08-01T08:00:00Z */
  constructor(seed: number, startAt: number = Date.UTC(2013, 7, 1, 8)) {
    this.#now = startAt;
    this.#random = seeded(seed);
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random();
  }

  /** Returns when the next sleeping process wakes. */
  nextAt(): number | undefined {
    return this.#sleepers.find(({ process }) => this.#canRun(process))?.at;
  }

  /** Whether `settle` is running processes, directly or within {@link advance}. */
  get isSettling(): boolean {
    return this.#settling > 0;
  }

  process(name: string): VirtualProcess {
    let ids = 0;
    const process: VirtualProcess = {
      name,
      crash: () => this.#crash(process),
      freeze: () => this.#frozen.add(process),
      thaw: () => this.#frozen.delete(process),
      runtime: {
        now: () => this.#now,
        random: () => this.#random(),
        id: () => `${name}-${++ids}`,
        hash: (data) => hash("sha256", data, "hex"),
        yield: () => new Promise((resolve) => this.#ready.push({ process, go: resolve })),
        sleep: (ms, signal) => this.#sleep(process, ms, signal),
      },
    };
    return process;
  }

  /** Runs everything that can run before time advances. */
  async settle(): Promise<void> {
    this.#settling += 1;
    try {
      await this.#settle();
    } finally {
      this.#settling -= 1;
    }
  }

  async #settle(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const able = this.#ready.filter(({ process }) => !this.#frozen.has(process));
      if (able.length === 0) return;
      const picked = able[Math.floor(this.#random() * able.length)];
      if (picked === undefined) return;
      this.#ready.splice(this.#ready.indexOf(picked), 1);
      if (!this.#crashed.has(picked.process)) picked.go();
    }
  }

  /** Advances time, and wakes sleeping processes in order. */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  async advanceTo(instant: number): Promise<void> {
    await this.settle();
    for (;;) {
      const index = this.#sleepers.findIndex(({ process }) => this.#canRun(process));
      const next = this.#sleepers[index];
      if (next === undefined || next.at > instant) break;
      this.#sleepers.splice(index, 1);
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await this.settle();
    }
    this.#now = Math.max(this.#now, instant);
    await this.settle();
  }

  #crash(process: VirtualProcess): void {
    this.#crashed.add(process);
    const alive = this.#sleepers.filter((sleeper) => sleeper.process !== process);
    this.#sleepers.splice(0, this.#sleepers.length, ...alive);
  }

  #canRun(process: VirtualProcess): boolean {
    return !this.#frozen.has(process) && !this.#crashed.has(process);
  }

  #sleep(process: VirtualProcess, ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.ceil(Math.max(0, ms)), // real timers also sleep for whole milliseconds
        process,
        wake: () => {
          signal?.removeEventListener("abort", hurry);
          resolve();
        },
      };
      const hurry = () => {
        const index = this.#sleepers.indexOf(sleeper);
        if (index >= 0) this.#sleepers.splice(index, 1);
        if (this.#frozen.has(process)) this.#ready.push({ process, go: resolve });
        else if (!this.#crashed.has(process)) resolve();
      };
      this.#insert(sleeper);
      signal?.addEventListener("abort", hurry, { once: true });
    });
  }

  #insert(sleeper: Sleeper): void {
    let at = this.#sleepers.length;
    // processes that are due at the same instant wake in the order in which they fell asleep
    while (at > 0 && (this.#sleepers[at - 1]?.at ?? 0) > sleeper.at) at -= 1;
    this.#sleepers.splice(at, 0, sleeper);
  }
}

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
