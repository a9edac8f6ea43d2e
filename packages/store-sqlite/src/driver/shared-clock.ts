/** A clock that threads share and demonstrations control: the machine's clock plus an offset, or stopped. */
export interface SharedClock {
  readonly buffer: SharedArrayBuffer;
  now(): number;
  /** Milliseconds by which this clock is ahead of the machine's clock. */
  offset(): number;
  set(offsetMs: number): void;
  advance(ms: number): void;
  /** Stops the clock at an instant, in milliseconds since 1970. `set` starts the clock again. */
  stand(atMs: number): void;
}

const OFFSET = 0;
/** Index of the cell that contains the instant at which the clock is stopped; 0 while it runs. */
const STANDS_AT = 1;

/** Creates a {@link SharedClock}, or another handle on an existing one. */
export function sharedClock(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)): SharedClock {
  const cells = new BigInt64Array(buffer);
  const standsAt = () => Number(Atomics.load(cells, STANDS_AT));
  const offset = () => Number(Atomics.load(cells, OFFSET));
  return {
    buffer,
    now: () => standsAt() || Date.now() + offset(),
    offset: () => (standsAt() === 0 ? offset() : standsAt() - Date.now()),
    set(offsetMs) {
      Atomics.store(cells, OFFSET, BigInt(Math.round(offsetMs)));
      Atomics.store(cells, STANDS_AT, 0n);
    },
    advance(ms) {
      Atomics.add(cells, standsAt() === 0 ? OFFSET : STANDS_AT, BigInt(Math.round(ms)));
    },
    stand(atMs) {
      Atomics.store(cells, STANDS_AT, BigInt(Math.round(atMs)));
    },
  };
}
