/** A clock that several threads read and demonstrations fast-forward: the machine's, plus an offset. */
export interface SharedClock {
  /** Handed to other threads. */
  readonly buffer: SharedArrayBuffer;
  /** Milliseconds since 1970, in campaign time. */
  now(): number;
  /** How far it runs ahead of the machine's clock, in milliseconds. */
  offset(): number;
  set(offsetMs: number): void;
  advance(ms: number): void;
}

/** Makes a {@link SharedClock}, or another handle on one that another thread made. */
export function sharedClock(buffer: SharedArrayBuffer = new SharedArrayBuffer(8)): SharedClock {
  const cell = new BigInt64Array(buffer);
  const offset = () => Number(Atomics.load(cell, 0));
  return {
    buffer,
    now: () => Date.now() + offset(),
    offset,
    set(offsetMs) {
      Atomics.store(cell, 0, BigInt(Math.round(offsetMs)));
    },
    advance(ms) {
      Atomics.add(cell, 0, BigInt(Math.round(ms)));
    },
  };
}
