/** The clocks of one store, in the hands of the tests: the store takes every instant from them, leases included. */
export interface ContractClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, on a clock that never jumps: what a jump of the first is noticed by. */
  steadyNow(): number;
  /** Time goes by, on both. */
  advance(ms: number): void;
  /** Somebody sets the first clock; no time goes by. */
  jump(ms: number): void;
}

/** Clocks that stand still until a test moves them. */
export function contractClock(start: number = Date.UTC(2026, 0, 5, 8)): ContractClock {
  let now = start;
  let steady = 0;
  return {
    now: () => now,
    steadyNow: () => steady,
    advance(ms) {
      now += ms;
      steady += ms;
    },
    jump(ms) {
      now += ms;
    },
  };
}
