import type { VirtualTime } from "@relance/testing";

/** How often the clock follows the real one, in milliseconds. */
const TICK_MS = 200;
/** Longest way to the next thing, in milliseconds: beyond it nothing is worth waiting for. */
const FAR_MS = 45 * 86_400_000;

/**
 * A clock that goes as the real one does, and further when it is pushed. Whoever waits is woken in order, so nothing is
 * leapt over: no lease, no receipt, no wait of a step.
 */
export class PushedTime {
  readonly #time: VirtualTime;
  #line: Promise<unknown> = Promise.resolve();
  #at = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  now(): number {
    return this.#time.now();
  }

  /** Goes on by itself from now on; `after` is called whenever time has passed. */
  start(after: () => Promise<void>): void {
    this.#at = performance.now();
    const tick = async () => {
      await this.#one(() => this.#follow());
      await after();
      if (this.#timer !== undefined) this.#timer = setTimeout(() => void tick(), TICK_MS);
    };
    this.#timer = setTimeout(() => void tick(), 0);
  }

  push(ms: number): Promise<void> {
    return this.#one(() => this.#time.advance(ms));
  }

  /** Leaps from one sleeper to the next until something is different; false when nothing was, for a long time. */
  pushUntil(isDifferent: () => Promise<boolean>): Promise<boolean> {
    return this.#one(async () => {
      const end = this.#time.now() + FAR_MS;
      for (let at = this.#time.nextAt(); at !== undefined && at <= end; at = this.#time.nextAt()) {
        await this.#time.advanceTo(at);
        if (await isDifferent()) return true;
      }
      return false;
    });
  }

  /** Stands still; whatever was pushed comes to its end first. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#line;
  }

  async #follow(): Promise<void> {
    const now = performance.now();
    const elapsed = Math.floor(now - this.#at);
    this.#at += elapsed;
    await this.#time.advance(elapsed);
  }

  /** One push at a time. */
  #one<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => {});
    return done;
  }
}
