/** A clock that several threads read and demonstrations move: the machine's, plus an offset; or one that stands. */
export interface SharedClock {
  /** Handed to other threads. */
  readonly buffer: SharedArrayBuffer;
  /** Milliseconds since 1970, in campaign time. */
  now(): number;
  /** How far it runs ahead of the machine's clock, in milliseconds. */
  offset(): number;
  set(offsetMs: number): void;
  advance(ms: number): void;
  /**
   * Stands at that instant, in milliseconds since 1970, until the next call: no time passes while work is done, so that a
   * slow machine comes to the same as a fast one. `set` lets it run again.
   */
  stand(atMs: number): void;
}

const OFFSET = 0;
/** The instant at which the clock stands; 0 = it runs. */
const STANDS_AT = 1;

/** Makes a {@link SharedClock}, or another handle on one that another thread made. */
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
